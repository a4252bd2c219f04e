-- statement: DROP VIEW
-- as written: fails 42P01
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create view public.v as select 1 as a;
drop view public.v;
