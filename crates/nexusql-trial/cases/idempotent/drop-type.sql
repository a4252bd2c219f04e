-- statement: DROP TYPE
-- as written: fails 42704
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create type public.mood as enum ();
drop type public.mood;
