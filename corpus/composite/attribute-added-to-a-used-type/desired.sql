create type place as (street text, city text);
create table t (id integer primary key, p place);
