-- statement: ADD UNIQUE
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
alter table public.t add constraint t_a_once unique (a);
alter table public.t add unique (a, b);
