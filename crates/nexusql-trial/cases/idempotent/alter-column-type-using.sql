-- statement: ALTER COLUMN TYPE USING
-- as written: fails 42883
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
insert into public.t values (1, 2, '7');
alter table public.t alter column b type integer using length(b);
