create type place as (n integer);
create table t (p place);
