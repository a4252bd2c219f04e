-- statement: SET SCHEMA
-- as written: fails 42P01
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create schema s;
create table public.t (id integer primary key, a integer, b text);
alter table public.t set schema s;
