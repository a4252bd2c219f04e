alter table sales.orders enable row level security;

create policy orders_own on sales.orders
    for select to shop_app
    using (account_id = app.current_account_id());

create policy orders_place on sales.orders
    for insert to shop_app
    with check (account_id = app.current_account_id() and status = 'pending');

create policy orders_support on sales.orders
    to shop_support
    using (true)
    with check (true);
