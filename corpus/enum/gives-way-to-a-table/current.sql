create type k as enum ('a', 'b');
create table t (x k);
create type m as (a integer);
create table u (y m);
