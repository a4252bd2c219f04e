-- statement: CREATE UNLOGGED TABLE
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create unlogged table public.u (a integer);
