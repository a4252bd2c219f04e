create trigger movements_apply
    after insert on stock.movements
    for each row
    execute function stock.apply_movement();
