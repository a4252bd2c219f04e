create trigger merchants_touch
    before update on app.merchants
    for each row
    execute function app.touch_updated_at();

create trigger merchants_record
    after insert or delete or update of commission on app.merchants
    for each row
    execute function audit.record_event('app', 'slug');
