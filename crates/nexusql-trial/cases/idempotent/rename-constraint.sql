-- statement: RENAME CONSTRAINT
-- as written: fails 42704
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (a integer constraint positive check (a > 0));
alter table public.t rename constraint positive to above_zero;
