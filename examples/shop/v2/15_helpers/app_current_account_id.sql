-- The application sets shop.account_id at the start of each transaction.
create function app.current_account_id() returns bigint
    language sql
    stable
    parallel safe
as $$
    select nullif(pg_catalog.current_setting('shop.account_id', true), '')::bigint
$$;
