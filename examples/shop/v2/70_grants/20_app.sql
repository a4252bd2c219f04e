grant select, insert, update on app.accounts, app.addresses, app.notifications to shop_app;
grant select, insert, update, delete on app.sessions to shop_app;
grant select on app.countries, app.settings to shop_app, shop_merchant, shop_support;
grant select on app.merchants to shop_app, shop_support;
grant select, update (name, contact_email, settings, closed_on) on app.merchants to shop_merchant;
grant select, insert, update on app.api_keys to shop_merchant;
grant select (id, full_name) on app.accounts to shop_merchant;
grant select on app.accounts, app.addresses, app.open_accounts to shop_support;
grant select, insert on app.merchant_documents to shop_merchant;
