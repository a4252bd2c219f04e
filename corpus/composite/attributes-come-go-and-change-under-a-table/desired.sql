create type place as (city text, street text, flag integer);
create table t (id integer primary key, p place not null);
