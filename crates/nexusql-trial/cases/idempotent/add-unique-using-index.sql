-- statement: ADD UNIQUE USING INDEX
-- as written: fails 42704
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create unique index t_b on public.t (b);
alter table public.t add constraint t_b_once unique using index t_b;
