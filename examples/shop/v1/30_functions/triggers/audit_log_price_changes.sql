create function audit.log_price_changes() returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into audit.price_changes (variant_id, old_cents, new_cents)
    select n.id, o.price_cents, n.price_cents
    from new_rows as n
    join old_rows as o on o.id = n.id
    where n.price_cents is distinct from o.price_cents;

    return null;
end
$$;
