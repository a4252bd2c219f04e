-- statement: CREATE POLICY
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2
-- on existing: replace

create table public.t (id integer primary key, a integer, b text);
alter table public.t enable row level security;
create policy own on public.t for select using (a > 0);
