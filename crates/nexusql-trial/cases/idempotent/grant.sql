-- statement: GRANT
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create role reader;
create table public.t (id integer primary key, a integer, b text);
grant select, insert (a) on public.t to reader with grant option;
