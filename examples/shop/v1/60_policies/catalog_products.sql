alter table catalog.products enable row level security;

create policy products_read on catalog.products
    for select to shop_app, shop_reader
    using (status = 'active');

create policy products_merchant on catalog.products
    for all to shop_merchant
    using (merchant_id in (select app.current_merchant_ids()))
    with check (merchant_id in (select app.current_merchant_ids()) and status <> 'archived');
