create table stock.movements (
    id           bigint generated always as identity primary key,
    warehouse_id integer not null references stock.warehouses (id),
    variant_id   bigint not null references catalog.product_variants (id),
    kind         stock.movement_kind not null,
    quantity     integer not null,
    moved_at     timestamptz not null default now(),
    reference    text,
    constraint movements_sign check (
        case kind
            when 'receipt' then quantity > 0
            when 'return' then quantity > 0
            when 'sale' then quantity < 0
            else quantity <> 0
        end
    )
);

create index movements_when_idx on stock.movements using brin (moved_at) with (pages_per_range = 32);
create index movements_variant_idx on stock.movements (variant_id, moved_at desc);
create index movements_reference_idx on stock.movements using hash (reference);
