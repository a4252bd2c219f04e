-- statement: DETACH PARTITION
-- as written: fails 42P01
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.parent (id integer, y integer) partition by range (y);
create table public.p1 partition of public.parent for values from (1) to (10);
alter table public.parent detach partition public.p1;
