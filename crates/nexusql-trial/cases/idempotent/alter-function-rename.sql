-- statement: ALTER FUNCTION RENAME
-- as written: fails 42883
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create function public.old(a integer) returns integer language sql as $$ select a $$;
create function public.old(a text) returns text language sql as $$ select a $$;
alter function public.old(integer) rename to fresh;
