create function sales.coupon_discount(
    coupon_code text,
    subtotal_cents bigint,
    out discount_cents bigint,
    out reason text
)
    language plpgsql
    stable
as $$
declare
    c sales.coupons;
begin
    select * into c from sales.coupons where code = coupon_code;

    if not found then
        discount_cents := 0;
        reason := 'unknown';
    elsif not c.valid_during @> now() then
        discount_cents := 0;
        reason := 'expired';
    else
        discount_cents := coalesce(c.cents_off, (subtotal_cents * c.percent_off / 100)::bigint);
        reason := 'applied';
    end if;
end
$$;
