create table items (price integer not null, n integer not null, total integer generated always as (price * n) stored);
