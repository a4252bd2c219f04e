create function f(p text default 'A') returns text language sql immutable as $$ select p $$;
create table t (a text default f(), b text generated always as (f('x')) stored);
