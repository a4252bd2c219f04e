alter table catalog.reviews enable row level security;

create policy reviews_read on catalog.reviews
    for select
    using (is_visible or account_id = app.current_account_id());

create policy reviews_write_own on catalog.reviews
    for insert to shop_app
    with check (account_id = app.current_account_id());

create policy reviews_moderate on catalog.reviews
    for update to shop_support
    using (true);
