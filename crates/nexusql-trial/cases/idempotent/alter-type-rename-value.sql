-- statement: ALTER TYPE RENAME VALUE
-- as written: fails 22023
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create type public.mood as enum ('sad');
alter type public.mood rename value 'sad' to 'blue';
