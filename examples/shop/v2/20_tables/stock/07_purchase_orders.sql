create table stock.purchase_orders (
    id           bigint generated always as identity primary key,
    supplier_id  integer not null references stock.suppliers (id),
    warehouse_id integer not null references stock.warehouses (id),
    ordered_on   date not null default current_date,
    expected_on  date not null,
    received_on  date,
    constraint purchase_orders_dates check (expected_on >= ordered_on and received_on >= ordered_on)
);

create index purchase_orders_due_idx on stock.purchase_orders (expected_on) where received_on is null;
