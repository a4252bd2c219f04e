create function f(p text default 'B', b int default 4) returns text language sql immutable as $$ select p $$;
create table t (a text default f(), b text generated always as (f('x')) stored);
