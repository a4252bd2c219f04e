-- rule: 2

create function f(integer) returns integer language sql as 'select 1';
create function f(text) returns integer language sql as 'select 2';
create function f(a integer, b integer default 1) returns integer language sql as 'select 3';
drop function f(integer);
alter function f(text) rename to g;
create function f(text) returns text language sql as 'select null::text';
drop function f(integer, integer);
create function f(a integer, b integer) returns text language sql as 'select null::text';
