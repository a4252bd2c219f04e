create table items (price integer not null, twice integer generated always as (price * 2) stored);
