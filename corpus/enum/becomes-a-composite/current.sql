create type k as enum ('(1)', '(2)');
create type w as (part k, n integer);
create table t (x k, y w);
