-- statement: DROP CONSTRAINT
-- as written: fails 42704
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (a integer constraint positive check (a > 0));
alter table public.t drop constraint positive;
