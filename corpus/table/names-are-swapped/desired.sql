create table b (x integer, q integer, p text);
create table a (y integer);
create function g() returns integer language sql as 'select 1';
create function f() returns integer language sql as 'select 2';
