-- statement: CREATE OPERATOR
-- as written: fails 42723
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create function public.near(integer, integer) returns boolean language sql immutable as $$ select abs($1 - $2) < 2 $$;
create operator public.=~= (leftarg = integer, rightarg = integer, function = public.near, commutator = operator(public.=~=));
