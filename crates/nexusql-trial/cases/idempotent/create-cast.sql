-- statement: CREATE CAST
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create type public.pair as (x integer);
create function public.to_pair(integer) returns public.pair language sql as $$ select row($1)::public.pair $$;
create cast (integer as public.pair) with function public.to_pair(integer);
