create procedure p(a integer) language plpgsql as $$ begin commit; end $$;
create procedure q(inout a integer, b text default 'x') language plpgsql as $$ begin a := 1; end $$;
