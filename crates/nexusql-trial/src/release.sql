-- A database with subscriptions cannot be dropped, nor one subscription while a slot is named; nobody is connected to.
do $$
declare
    subscription name;
begin
    for subscription in
        select s.subname
        from pg_catalog.pg_subscription s
        join pg_catalog.pg_database d on d.oid = s.subdbid
        where d.datname = current_database()
    loop
        execute format('alter subscription %I disable', subscription);
        execute format('alter subscription %I set (slot_name = none)', subscription);
        execute format('drop subscription %I', subscription);
    end loop;
end
$$
