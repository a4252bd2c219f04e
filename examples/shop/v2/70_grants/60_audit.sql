grant select on audit.events, audit.price_changes to shop_support;
grant insert on audit.login_attempts to shop_app;
