create type k as (a integer);
create type w as (part k, n integer);
create table t (x k, y w);
