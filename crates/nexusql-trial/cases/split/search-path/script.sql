create schema a; create schema b;
set search_path = a, public;
create table t (n int);
create function f() returns int language sql as 'select 1';
set search_path to b;
create table t (n int, m int);
create view v as select n, m from t; -- of b
reset search_path;
create table t (o int);
comment on table t is 'in public';
set role pg_monitor;
reset role;
