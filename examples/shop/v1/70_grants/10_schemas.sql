grant usage on schema app, catalog, sales, stock to shop_app, shop_support;
grant usage on schema app, catalog, sales to shop_merchant;
grant usage on schema catalog to shop_reader;
grant usage on schema audit to shop_support;
