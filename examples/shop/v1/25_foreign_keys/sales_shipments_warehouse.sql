alter table sales.shipments
    add constraint shipments_warehouse_fkey
    foreign key (warehouse_id) references stock.warehouses (id);
