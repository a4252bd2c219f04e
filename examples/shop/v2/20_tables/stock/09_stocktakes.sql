create table stock.stocktakes (
    id           integer generated always as identity primary key,
    warehouse_id integer not null references stock.warehouses (id),
    counted_on   date not null default current_date,
    differences  jsonb not null default '[]'::jsonb,
    unique (warehouse_id, counted_on),
    constraint stocktakes_differences_list check (jsonb_typeof(differences) = 'array')
);
