create procedure gone() language sql as $$ select 1 $$;
create procedure p(a integer) language plpgsql as $$ begin null; end $$;
