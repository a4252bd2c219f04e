grant select on all tables in schema stock to shop_support;
grant select, insert, delete on stock.reservations to shop_app;
grant select (variant_id, warehouse_id, on_hand) on stock.levels to shop_app;
