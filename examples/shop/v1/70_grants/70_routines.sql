revoke execute on procedure catalog.set_status(bigint, catalog.product_status) from public;
grant execute on procedure catalog.set_status(bigint, catalog.product_status) to shop_merchant;

revoke execute on procedure sales.place_order(uuid, bigint) from public;
grant execute on procedure sales.place_order(uuid, bigint) to shop_app;

revoke execute on function app.current_merchant_ids() from public;
grant execute on function app.current_merchant_ids() to shop_merchant;

revoke usage on type catalog.product_status from public;
grant usage on type catalog.product_status to shop_app, shop_merchant, shop_support;
