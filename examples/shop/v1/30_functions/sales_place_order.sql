-- Turns an open cart into an order with one line per cart line.
create procedure sales.place_order(cart uuid, inout placed_id bigint default null)
    language plpgsql
as $$
declare
    buyer bigint;
    money app.currency_code;
begin
    update sales.carts
    set closed_at = now()
    where id = cart and closed_at is null
    returning account_id, currency into buyer, money;

    if buyer is null then
        raise exception 'cart % is closed or has no owner', cart;
    end if;

    insert into sales.orders (account_id, currency)
    values (buyer, money)
    returning id into placed_id;

    insert into sales.order_lines (order_id, placed_on, line_number, variant_id, quantity, unit_cents)
    select placed_id, current_date, row_number() over (order by l.added_at), l.variant_id, l.quantity, v.price_cents
    from sales.cart_lines as l
    join catalog.product_variants as v on v.id = l.variant_id
    where l.cart_id = cart;
end
$$;
