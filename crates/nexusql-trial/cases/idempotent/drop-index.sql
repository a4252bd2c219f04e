-- statement: DROP INDEX
-- as written: fails 42704
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create table public.t (id integer primary key, a integer, b text);
create index t_a on public.t (a);
drop index public.t_a;
