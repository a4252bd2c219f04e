create function sales.check_refunds() returns trigger
    language plpgsql
as $$
declare
    paid     bigint;
    returned bigint;
begin
    select amount_cents into paid from sales.payments where id = new.payment_id;
    select sum(amount_cents) into returned from sales.refunds where payment_id = new.payment_id;

    if returned > paid then
        raise exception 'payment % of % cents has refunds of % cents', new.payment_id, paid, returned
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;
