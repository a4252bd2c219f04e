-- statement: DROP COLUMN
-- as written: fails 42703
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
alter table public.t drop column a;
