create function sales.commission_for(order_cents bigint) returns numeric
    language sql
    stable
as $$
    select coalesce(
        (
            select t.rate
            from sales.commission_tiers as t
            where t.order_value @> (order_cents / 100.0)
        ),
        10
    )
$$;
