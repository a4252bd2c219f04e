create table items (price integer not null, twice integer);
