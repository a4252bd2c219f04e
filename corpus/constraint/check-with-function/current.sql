create table items (code text);
