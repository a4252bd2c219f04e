create trigger products_touch
    before update of title, description, status on catalog.products
    for each row
    execute function app.touch_updated_at();
