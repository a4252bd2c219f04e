create function f() returns integer language sql as $$ select 2 $$;
create table t (a integer default f());
