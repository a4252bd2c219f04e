-- statement: DROP POLICY
-- as written: fails 42704
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create policy own on public.t;
drop policy own on public.t;
