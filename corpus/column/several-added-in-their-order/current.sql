create table t (id serial primary key);
create type c as (x integer);
