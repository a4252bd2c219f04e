-- statement: CREATE EXTENSION
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create extension citext;
