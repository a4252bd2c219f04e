create trigger orders_touch
    before update on sales.orders
    for each row
    execute function app.touch_updated_at();

create trigger orders_record_status
    after update of status on sales.orders
    for each row
    when (old.status is distinct from new.status)
    execute function audit.record_event('sales', 'id');
