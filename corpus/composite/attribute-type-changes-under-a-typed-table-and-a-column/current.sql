create type place as (n integer);
create table t of place;
create table u (p place);
