create table stock.levels (
    warehouse_id  integer not null references stock.warehouses (id),
    variant_id    bigint not null references catalog.product_variants (id),
    on_hand       integer not null default 0,
    reorder_below integer,
    updated_at    timestamptz not null default now(),
    primary key (warehouse_id, variant_id)
) with (fillfactor = 70);

create index levels_variant_idx on stock.levels (variant_id) include (on_hand);
