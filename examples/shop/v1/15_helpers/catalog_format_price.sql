create function catalog.format_price(cents integer, currency text) returns text
    language sql
    immutable
    parallel safe
as $$
    select (cents / 100)::text || '.' || lpad((cents % 100)::text, 2, '0') || ' ' || currency
$$;
