create table stock.bins (
    id           integer generated always as identity primary key,
    warehouse_id integer not null references stock.warehouses (id) on delete cascade,
    aisle        text not null,
    slots        int4range not null,
    constraint bins_aisle_key unique (warehouse_id, aisle),
    constraint bins_slots_free exclude using gist (
        int4range(warehouse_id, warehouse_id, '[]') with &&,
        slots with &&
    )
);
