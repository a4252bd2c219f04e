create function stock.apply_movement() returns trigger
    language plpgsql
as $$
begin
    insert into stock.levels as l (warehouse_id, variant_id, on_hand)
    values (new.warehouse_id, new.variant_id, new.quantity)
    on conflict (warehouse_id, variant_id)
    do update set on_hand = l.on_hand + excluded.on_hand, updated_at = now();

    if new.kind = 'loss' then
        insert into audit.events (area, action, subject)
        values ('stock', 'loss', 'stock.movements/' || new.id);
    end if;

    return null;
end
$$;
