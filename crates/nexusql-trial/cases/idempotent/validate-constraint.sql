-- statement: VALIDATE CONSTRAINT
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
alter table public.t add constraint positive check (a > 0) not valid;
alter table public.t validate constraint positive;
