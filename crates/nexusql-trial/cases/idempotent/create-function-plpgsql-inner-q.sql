-- statement: CREATE FUNCTION (plpgsql, inner $q$)
-- as written: fails 42723
-- pg-idempotent: FAIL run 1
-- confiture: ok

create function public.q() returns text language plpgsql as $do$ begin execute $q$ select 'it''s $' $q$; return $$x$$; end $do$;
