-- statement: SET (storage params)
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
alter table public.t set (fillfactor = 70);
