create table items (cents integer not null, euros numeric generated always as (cents / 100.0) stored);
