-- statement: CREATE FUNCTION (BEGIN ATOMIC)
-- as written: fails 42723
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok
-- since: 14

create function public.two() returns integer language sql begin atomic select 1; select 2; end;
