-- Reads app.merchant_members with the rights of its owner, so that policies
-- can ask it without opening that table to everyone.
create function app.current_merchant_ids() returns setof integer
    language sql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select m.merchant_id
    from app.merchant_members as m
    where m.account_id = app.current_account_id()
$$;
