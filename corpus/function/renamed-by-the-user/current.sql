create function f(integer) returns integer language sql immutable as 'select $1';
create function f(text) returns text language sql immutable as 'select $1';
create table t (a integer default f(1), b integer generated always as (f(7)) stored);
create procedure p() language sql as 'select 1';
