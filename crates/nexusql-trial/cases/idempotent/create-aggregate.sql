-- statement: CREATE AGGREGATE
-- as written: fails 42723
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create aggregate public.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
