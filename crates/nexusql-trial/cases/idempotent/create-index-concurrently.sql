-- statement: CREATE INDEX CONCURRENTLY
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.t (id integer primary key, a integer, b text);
create index concurrently t_a on public.t (a);
