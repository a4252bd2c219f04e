-- statement: ADD CHECK (unnamed)
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: BREAKS run 1 42601

create table public.t (id integer primary key, a integer, b text);
alter table public.t add check (a > 0);
alter table public.t add check (a < 9);
alter table public.t add check (a < id);
