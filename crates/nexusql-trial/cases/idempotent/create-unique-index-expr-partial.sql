-- statement: CREATE UNIQUE INDEX (expr, partial)
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.t (id integer primary key, a integer, b text);
create unique index t_lower on public.t (lower(b)) where a > 0;
