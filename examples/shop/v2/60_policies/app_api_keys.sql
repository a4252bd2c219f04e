alter table app.api_keys enable row level security;

create policy api_keys_own_merchant on app.api_keys
    to shop_merchant
    using (merchant_id in (select app.current_merchant_ids()));

create policy api_keys_never_revoked on app.api_keys
    as restrictive
    for update to shop_merchant
    using (revoked_at is null)
    with check (not scopes @> array['admin']::text[]);
