alter table sales.payouts enable row level security;

create policy payouts_own on sales.payouts
    for select to shop_merchant
    using (merchant_id in (select app.current_merchant_ids()));

create policy payouts_finance on sales.payouts
    to shop_finance
    using (true)
    with check (paid_at is null);
