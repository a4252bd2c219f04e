create trigger order_lines_subtotal_insert
    after insert on sales.order_lines
    referencing new table as new_lines
    for each statement
    execute function sales.refresh_subtotals();

create trigger order_lines_subtotal_update
    after update on sales.order_lines
    referencing new table as new_lines
    for each statement
    execute function sales.refresh_subtotals();
