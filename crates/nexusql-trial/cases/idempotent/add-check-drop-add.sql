-- statement: ADD CHECK (drop+add)
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2
-- on existing: replace

create table public.t (id integer primary key, a integer, b text);
alter table public.t add constraint positive check (a > 0);
