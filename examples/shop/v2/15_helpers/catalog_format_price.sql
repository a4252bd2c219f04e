create function catalog.format_price(cents bigint, currency text, with_symbol boolean default false) returns text
    language sql
    immutable
    parallel safe
as $$
    select case when with_symbol and currency = 'EUR' then '€' else '' end
        || (cents / 100)::text || '.' || lpad((cents % 100)::text, 2, '0')
        || case when with_symbol and currency = 'EUR' then '' else ' ' || currency end
$$;
