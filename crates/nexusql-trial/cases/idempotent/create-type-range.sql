-- statement: CREATE TYPE range
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create type public.span as range (subtype = float8, subtype_diff = float8mi);
