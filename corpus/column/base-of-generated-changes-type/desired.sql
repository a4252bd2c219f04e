create table items (cents bigint not null, euros numeric generated always as (cents / 100.0) stored);
