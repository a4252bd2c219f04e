-- For what is made from here on, not for what is above.
alter default privileges in schema catalog
    grant select on tables to shop_app, shop_support;

alter default privileges in schema stock
    grant select on tables to shop_support;

alter default privileges in schema sales
    grant select on tables to shop_finance;

alter default privileges
    revoke execute on routines from public;
