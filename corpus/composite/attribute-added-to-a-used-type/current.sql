create type place as (street text);
create table t (id integer primary key, p place);
