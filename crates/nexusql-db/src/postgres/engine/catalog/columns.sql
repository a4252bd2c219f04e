-- Columns of tables, partitioned tables, foreign tables and views; partitions are their parent's business.
select n.nspname::text as schema_name,
       c.relname::text as table_name,
       c.relkind in ('v', 'm') as is_view,
       a.attname::text as column_name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type_name,
       not a.attnotnull as is_nullable,
       case when a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as default_text,
       a.attidentity <> '' or a.attgenerated <> '' as is_generated
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where c.relkind in ('r', 'p', 'f', 'v', 'm')
   and not c.relispartition
   and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
 order by n.nspname, c.relname, a.attnum
