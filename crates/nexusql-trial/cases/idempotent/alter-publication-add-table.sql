-- statement: ALTER PUBLICATION ADD TABLE
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create table public.u (a integer primary key);
create publication pub;
alter publication pub add table public.t, public.u;
