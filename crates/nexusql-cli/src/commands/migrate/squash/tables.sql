-- Returns every table that holds rows itself and belongs to no extension: its columns that can be written, whether one is
-- an identity, and what disables and enables its triggers.
select n.nspname::text, c.relname::text,
    coalesce((select array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '{}') as columns,
    exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attidentity <> '') as identity,
    coalesce((select array_agg(t.tgname::text order by t.tgname) from pg_catalog.pg_trigger t
        where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled = 'O'), '{}') as triggers,
    coalesce((select array_agg(t.tgname::text order by t.tgname) from pg_catalog.pg_trigger t
        where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled = 'A'), '{}') as always,
    coalesce((select array_agg(distinct f.oid::text order by f.oid::text) from pg_catalog.pg_constraint k
        left join lateral (select p.relid from pg_catalog.pg_partition_tree(k.confrelid) p where p.isleaf) leaf on true
        join pg_catalog.pg_class f on f.oid = coalesce(leaf.relid, k.confrelid)
        where k.contype = 'f' and k.conrelid = c.oid), '{}') as needs,
    c.oid::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'nexusql_history')
    and not exists (select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by 1, 2
