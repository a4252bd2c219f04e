create trigger reviews_record_hidden
    after update of is_visible on catalog.reviews
    for each row
    when (old.is_visible and not new.is_visible)
    execute function audit.record_event('catalog', 'id');
