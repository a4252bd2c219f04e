-- statement: DROP FUNCTION
-- as written: fails 42883
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: ok

create function public.old(a integer) returns integer language sql as $$ select a $$;
drop function public.old(integer);
