create trigger products_touch
    before update of title, description, keywords, status on catalog.products
    for each row
    when (old.title <> new.title or old.description <> new.description
        or old.keywords <> new.keywords or old.status <> new.status)
    execute function app.touch_updated_at();
