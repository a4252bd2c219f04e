-- Trigger arguments: the area, then the name of the key column.
create function audit.record_event() returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    touched jsonb := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
    insert into audit.events (area, action, subject, detail, request_id)
    values (
        tg_argv[0],
        lower(tg_op),
        tg_table_schema || '.' || tg_table_name || '/' || (touched ->> tg_argv[1]),
        touched,
        nullif(current_setting('shop.request_id', true), '')::uuid
    );
    return null;
end
$$;
