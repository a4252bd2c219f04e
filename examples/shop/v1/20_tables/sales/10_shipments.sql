create table sales.shipments (
    id            bigint generated always as identity primary key,
    order_id      bigint not null,
    placed_on     date not null,
    warehouse_id  integer not null,
    carrier       text not null,
    tracking_no   text,
    packed_at     timestamptz,
    shipped_at    timestamptz,
    delivered_at  timestamptz,
    foreign key (order_id, placed_on) references sales.orders (id, placed_on),
    constraint shipments_in_order check (delivered_at >= shipped_at and shipped_at >= packed_at)
);

create index shipments_order_idx on sales.shipments (order_id, placed_on);
create unique index shipments_tracking_key on sales.shipments (carrier, tracking_no);
