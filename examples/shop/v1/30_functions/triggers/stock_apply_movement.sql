create function stock.apply_movement() returns trigger
    language plpgsql
as $$
begin
    insert into stock.levels as l (warehouse_id, variant_id, on_hand)
    values (new.warehouse_id, new.variant_id, new.quantity)
    on conflict (warehouse_id, variant_id)
    do update set on_hand = l.on_hand + excluded.on_hand, updated_at = now();

    return null;
end
$$;
