-- Roles belong to the whole cluster, so every one is guarded: the file may run
-- in a second database of the same cluster, or twice at once.

do $$
declare
    wanted text;
begin
    foreach wanted in array array['shop_app', 'shop_merchant', 'shop_support', 'shop_reader'] loop
        begin
            if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
                execute format('create role %I nologin', wanted);
            end if;
        exception
            when duplicate_object or unique_violation then
                null;
        end;
    end loop;
end
$$;
