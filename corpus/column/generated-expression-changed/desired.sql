create table items (price integer not null, n integer not null, total integer generated always as (price * n + 1) stored);
create index items_total on items (total);
create view totals as select total from items;
