create table items (price integer not null, n integer not null);
