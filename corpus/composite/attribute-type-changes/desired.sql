create type place as (street text, n bigint);
create function f(p place) returns text language sql as $$ select (p).street $$;
