-- statement: SET NOT NULL
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
alter table public.t alter column a set not null;
