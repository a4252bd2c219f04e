create function sales.refresh_subtotals() returns trigger
    language plpgsql
as $$
begin
    update sales.orders as o
    set subtotal_cents = s.cents
    from (
        select l.order_id, l.placed_on, sum(l.line_cents) as cents
        from sales.order_lines as l
        where (l.order_id, l.placed_on) in (select n.order_id, n.placed_on from new_lines as n)
        group by l.order_id, l.placed_on
    ) as s
    where o.id = s.order_id and o.placed_on = s.placed_on;

    return null;
end
$$;
