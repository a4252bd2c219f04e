grant select, insert, update, delete on sales.carts, sales.cart_lines to shop_app;
grant select, insert on sales.orders, sales.order_lines, sales.payments to shop_app;
grant usage on sequence sales.orders_id_seq to shop_app;
grant select on sales.order_summary to shop_app, shop_support;
grant select, update on sales.orders, sales.shipments to shop_support;
grant select, insert on sales.refunds, sales.order_notes to shop_support with grant option;
grant select on sales.payouts, sales.merchant_year to shop_merchant;
