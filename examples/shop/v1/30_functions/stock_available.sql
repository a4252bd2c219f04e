create function stock.available(variant bigint) returns integer
    language sql
    stable
as $$
    select (
        coalesce((select sum(l.on_hand) from stock.levels as l where l.variant_id = variant), 0)
        - coalesce((select sum(r.quantity) from stock.reservations as r where r.variant_id = variant), 0)
    )::integer
$$;
