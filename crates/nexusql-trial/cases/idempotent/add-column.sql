-- statement: ADD COLUMN
-- as written: fails 42701
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.t (id integer primary key, a integer, b text);
alter table public.t add column c integer;
