create table items (price integer);
alter table items add constraint price_positive check (price > 0) not valid;
