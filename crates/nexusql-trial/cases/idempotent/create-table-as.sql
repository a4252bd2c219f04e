-- statement: CREATE TABLE AS
-- as written: fails 42P07
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create table public.x as select 1 as a, 'y'::text as b;
