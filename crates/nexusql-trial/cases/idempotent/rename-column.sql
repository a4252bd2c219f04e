-- statement: RENAME COLUMN
-- as written: fails 42703
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
alter table public.t rename column a to z;
