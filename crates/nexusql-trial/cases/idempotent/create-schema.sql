-- statement: CREATE SCHEMA
-- as written: fails 42P06
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create schema app;
