create table stock.reservations (
    variant_id   bigint not null references catalog.product_variants (id) on delete cascade,
    cart_id      uuid not null references sales.carts (id) on delete cascade,
    quantity     integer not null,
    reserved_at  timestamptz not null default now(),
    expires_at   timestamptz not null default now() + interval '30 minutes',
    primary key (variant_id, cart_id),
    constraint reservations_quantity_positive check (quantity > 0)
) partition by hash (variant_id);

create table stock.reservations_0 partition of stock.reservations for values with (modulus 2, remainder 0);
create table stock.reservations_1 partition of stock.reservations for values with (modulus 2, remainder 1);

create index reservations_expiry_idx on stock.reservations (expires_at);
