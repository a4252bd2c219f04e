create trigger product_variants_touch
    before update on catalog.product_variants
    for each row
    when (old.price_cents is distinct from new.price_cents or old.name is distinct from new.name)
    execute function app.touch_updated_at();

create trigger product_variants_log_prices
    after update on catalog.product_variants
    referencing old table as old_rows new table as new_rows
    for each statement
    execute function audit.log_price_changes();
