-- statement: ADD COLUMN (multi)
-- as written: fails 42701
-- pg-idempotent: FAIL run 1
-- confiture: partly rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
alter table public.t add column c integer default 3, add d text, add column e date not null default date '2020-01-01';
