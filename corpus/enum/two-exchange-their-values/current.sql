create type t1 as enum ('a', 'b');
create type t2 as enum ('x', 'y');
create table t (x t1, y t2);
create function f(t1) returns t2 language sql as $$ select null::t2 $$;
