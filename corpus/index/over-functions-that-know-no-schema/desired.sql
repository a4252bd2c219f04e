create function first(a text) returns text language sql immutable as $$ select left(a, 1) $$;
create function begin(a text) returns text language sql immutable as $$ select first(a) $$;
create table t (id int primary key, a text, g text generated always as (begin(a)) stored);
create index t_idx on t (begin(a));
create table u (a text);
create index u_idx on u (begin(a));
