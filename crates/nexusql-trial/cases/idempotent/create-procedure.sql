-- statement: CREATE PROCEDURE
-- as written: fails 42723
-- pg-idempotent: FAIL run 1
-- confiture: ok

create procedure public.p(inout a integer) language plpgsql as $$ begin a := 1; end $$;
