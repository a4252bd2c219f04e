create type t1 as enum ('a', 'b');
create type t2 as enum ('a', 'b', 'c');
create table t (x t2, y t1);
create function f(t2) returns t1 language sql as $$ select $1::text::t1 $$;
