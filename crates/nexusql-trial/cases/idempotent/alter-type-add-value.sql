-- statement: ALTER TYPE ADD VALUE
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create type public.mood as enum ('sad');
alter type public.mood add value 'glad' before 'sad';
