create table a (x integer, p integer, q text);
create table b (y integer);
create function f() returns integer language sql as 'select 1';
create function g() returns integer language sql as 'select 2';
