create function stock.available(variant bigint, warehouse integer default null) returns bigint
    language sql
    stable
as $$
    select coalesce(
            (
                select sum(l.on_hand)
                from stock.levels as l
                where l.variant_id = variant and (warehouse is null or l.warehouse_id = warehouse)
            ),
            0
        )
        - coalesce(
            (
                select sum(r.quantity)
                from stock.reservations as r
                where r.variant_id = variant and r.expires_at > now()
            ),
            0
        )
$$;
