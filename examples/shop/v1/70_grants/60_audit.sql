grant select on audit.events, audit.login_attempts to shop_support;
grant insert on audit.login_attempts to shop_app;
