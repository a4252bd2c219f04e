create type e as enum ('b', 'a', 'c');
create table t (k e, n integer) partition by list (k);
create table p partition of t for values in ('b', 'a');
create table q partition of t for values in ('c');
