create type place as (street varchar(20), n integer);
create function f(p place) returns text language sql as $$ select (p).street $$;
