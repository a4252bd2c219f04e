-- statement: SET STATISTICS/STORAGE
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
alter table public.t alter column b set statistics 500, alter column b set storage external;
