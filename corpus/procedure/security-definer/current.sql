create procedure p() language sql as $$ select 1 $$;
