alter table catalog.wishlists enable row level security;
alter table catalog.wishlist_items enable row level security;

create policy wishlists_own on catalog.wishlists
    to shop_app
    using (account_id = app.current_account_id())
    with check (account_id = app.current_account_id());

create policy wishlist_items_own on catalog.wishlist_items
    to shop_app
    using (wishlist_id in (select w.id from catalog.wishlists as w))
    with check (wishlist_id in (select w.id from catalog.wishlists as w));
