create type e as enum ('a', 'b', 'c');
create table t (k e, n integer) partition by list (k);
create table p partition of t for values in ('a', 'b');
create table q partition of t for values in ('c');
