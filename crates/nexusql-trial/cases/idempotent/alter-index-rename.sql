-- statement: ALTER INDEX RENAME
-- as written: fails 42P01
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create index t_a on public.t (a);
alter index public.t_a rename to t_by_a;
