create function catalog.slugify(title text) returns text
    language sql
    immutable
    strict
    parallel safe
as $$
    select trim(both '-' from regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g'))
$$;
