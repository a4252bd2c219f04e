create table items (price integer not null);
