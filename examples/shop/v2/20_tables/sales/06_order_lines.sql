create table sales.order_lines (
    order_id    bigint not null,
    placed_on   date not null,
    line_number smallint not null,
    variant_id  bigint not null references catalog.product_variants (id),
    quantity    integer not null,
    unit_cents  bigint not null,
    line_cents  bigint generated always as (quantity * unit_cents) stored,
    primary key (order_id, placed_on, line_number),
    foreign key (order_id, placed_on) references sales.orders (id, placed_on) on delete cascade,
    constraint order_lines_quantity_positive check (quantity > 0),
    constraint order_lines_price_not_negative check (unit_cents >= 0)
);

create index order_lines_variant_idx on sales.order_lines (variant_id);
