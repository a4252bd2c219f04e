-- statement: DROP NOT NULL
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (a integer not null);
alter table public.t alter column a drop not null;
