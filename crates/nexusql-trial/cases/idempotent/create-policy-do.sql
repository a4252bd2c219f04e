-- statement: CREATE POLICY (DO)
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
alter table public.t enable row level security;
create policy own on public.t for select using (a > 0);
