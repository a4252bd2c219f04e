-- statement: CREATE TABLE PARTITION OF
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.parent (id integer, y integer) partition by range (y);
create table public.p1 partition of public.parent for values from (1) to (10);
