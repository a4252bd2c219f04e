create function new(a integer, variadic rest text[] default '{}') returns table (x integer, y text) language sql stable strict parallel safe cost 20 rows 5 as $$ select 1, 'a' $$;
