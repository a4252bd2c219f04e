-- statement: ALTER TYPE ADD ATTRIBUTE
-- as written: fails 42701
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create type public.pair as (x integer);
alter type public.pair add attribute y text, add attribute z date;
