-- statement: CREATE RECURSIVE VIEW
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create recursive view public.n (n) as select 1 union all select n + 1 from n where n < 5;
