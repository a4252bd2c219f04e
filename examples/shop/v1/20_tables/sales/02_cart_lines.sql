create table sales.cart_lines (
    cart_id    uuid not null references sales.carts (id) on delete cascade,
    variant_id bigint not null references catalog.product_variants (id),
    quantity   integer not null default 1,
    added_at   timestamptz not null default now(),
    primary key (cart_id, variant_id),
    constraint cart_lines_quantity_positive check (quantity > 0)
);
