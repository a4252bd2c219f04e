-- statement: ADD IDENTITY
-- as written: fails 55000
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
alter table public.t alter column id add generated always as identity;
