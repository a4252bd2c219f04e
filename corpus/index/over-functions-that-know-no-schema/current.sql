create function first(a text) returns text language sql immutable as $$ select left(a, 1) $$;
create function begin(a text) returns text language sql immutable as $$ select first(a) $$;
create table t (id int primary key, a text);
