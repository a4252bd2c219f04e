-- Primary, unique and foreign keys, a row for each column.
select n.nspname::text as schema_name,
       c.relname::text as table_name,
       k.conname::text as key_name,
       k.oid::text as key_id,
       k.contype::text as kind,
       a.attname::text as column_name,
       fn.nspname::text as to_schema,
       fc.relname::text as to_table,
       fa.attname::text as to_column,
       case k.confupdtype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
                          when 'n' then 'set null' when 'd' then 'set default' end as on_update,
       case k.confdeltype when 'a' then 'no action' when 'r' then 'restrict' when 'c' then 'cascade'
                          when 'n' then 'set null' when 'd' then 'set default' end as on_delete
  from pg_catalog.pg_constraint k
  join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral pg_catalog.generate_subscripts(k.conkey, 1) as place
  join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[place]
  left join pg_catalog.pg_class fc on fc.oid = k.confrelid
  left join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace
  left join pg_catalog.pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = k.confkey[place]
 where k.contype in ('p', 'u', 'f')
   and k.conparentid = 0
 order by n.nspname, c.relname, k.conname, k.oid, place
