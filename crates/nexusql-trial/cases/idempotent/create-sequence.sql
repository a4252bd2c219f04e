-- statement: CREATE SEQUENCE
-- as written: fails 42P07
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create sequence public.s increment 5;
