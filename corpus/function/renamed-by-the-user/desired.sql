create function g(integer) returns integer language sql immutable as 'select $1';
create function f(text) returns text language sql immutable as 'select $1';
create table t (a integer default g(1), b integer generated always as (g(7)) stored);
create procedure q() language sql as 'select 1';
