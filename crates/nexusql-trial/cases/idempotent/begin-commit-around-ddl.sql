-- statement: BEGIN/COMMIT around DDL
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

begin;
create table public.a (x integer);
alter table public.a add constraint y check (x > 0);
commit;
begin;
create table public.b (x integer);
commit;
