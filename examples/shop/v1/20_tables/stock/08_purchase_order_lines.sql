create table stock.purchase_order_lines (
    purchase_order_id bigint not null references stock.purchase_orders (id) on delete cascade,
    variant_id        bigint not null references catalog.product_variants (id),
    quantity          integer not null,
    unit_cost         numeric(10, 2) not null,
    cost              numeric(14, 2) generated always as (quantity * unit_cost) stored,
    primary key (purchase_order_id, variant_id),
    constraint purchase_order_lines_quantity_positive check (quantity > 0)
);
