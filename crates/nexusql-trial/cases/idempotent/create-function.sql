-- statement: CREATE FUNCTION
-- as written: fails 42723
-- pg-idempotent: FAIL run 1
-- confiture: ok
-- since: 14

create function public.add(a integer, b integer) returns integer language sql immutable return a + b;
