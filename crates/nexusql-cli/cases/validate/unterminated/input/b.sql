create table wrong (id nosuch);
