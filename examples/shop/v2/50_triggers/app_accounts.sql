create trigger accounts_touch
    before update on app.accounts
    for each row
    when (old.* is distinct from new.*)
    execute function app.touch_updated_at();

create trigger accounts_record
    after delete or update of email on app.accounts
    for each row
    execute function audit.record_event('app', 'id');
