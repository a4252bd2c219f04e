create table catalog.wishlist_items (
    wishlist_id bigint not null references catalog.wishlists (id) on delete cascade,
    variant_id  bigint not null references catalog.product_variants (id) on delete cascade,
    wanted      integer not null default 1,
    added_at    timestamptz not null default now(),
    primary key (wishlist_id, variant_id),
    constraint wishlist_items_wanted_positive check (wanted > 0)
);

create index wishlist_items_variant_idx on catalog.wishlist_items (variant_id);
