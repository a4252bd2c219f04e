create type st as enum ('b', 'a');
create type step as (s st, n int);
create table log (x step);
create type free as (s st, n int);
create function f(free) returns int language sql as 'select ($1).n';
