-- statement: DROP TABLE
-- as written: fails 42P01
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create table public.t (id integer primary key, a integer, b text);
drop table public.t;
