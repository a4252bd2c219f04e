alter table app.addresses enable row level security;

create policy addresses_own on app.addresses
    for all to shop_app
    using (account_id = app.current_account_id())
    with check (account_id = app.current_account_id());

create policy addresses_support_read on app.addresses
    for select to shop_support
    using (true);
