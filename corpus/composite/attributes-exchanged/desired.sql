create type c as (b text, a int);
create type d as (a int, e date, b text);
create function f(c) returns int language sql as 'select ($1).a';
