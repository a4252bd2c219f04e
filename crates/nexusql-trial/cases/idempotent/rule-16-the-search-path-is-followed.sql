-- rule: 16

create schema one;
create schema two;
set search_path = one;
create table t (a integer);
create type mood as enum ('x');
create function f() returns integer language sql as 'select 1';
alter table t add constraint c check (a > 0);
set search_path to two, one;
create table t (a integer);
create type mood as enum ('y');
alter table t add constraint c check (a > 1);
create index i on t (a);
create domain d as integer check (value > 0);
select pg_catalog.set_config('search_path', '', false);
create table two.u (a integer);
alter table two.u rename column a to z;
