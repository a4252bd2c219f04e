-- statement: ATTACH PARTITION
-- as written: fails 42809
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.parent (id integer, y integer) partition by range (y);
create table public.p1 (id integer, y integer);
alter table public.parent attach partition public.p1 for values from (1) to (10);
