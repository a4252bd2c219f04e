-- statement: ALTER COLUMN TYPE
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
alter table public.t alter column b type varchar(20);
create view public.v as select b from public.t;
