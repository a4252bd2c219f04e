-- statement: INHERIT
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create table public.k (id integer not null, a integer, b text);
alter table public.k inherit public.t;
