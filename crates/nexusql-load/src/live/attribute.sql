-- attribute: attributes of composite types
-- only if: pg_class where relkind = 'c'
select c.tableoid as classid, c.oid as objid, a.attnum::int4 as objsubid,
       array[n.nspname, t.typname, a.attname]::text[] as path,
       a.attnum as position,
       format_type(a.atttypid, a.atttypmod) as data_type,
       case when a.attcollation not in (0, own.typcollation) then a.attcollation::regcollation::text end as collation
from pg_catalog.pg_type t
join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind = 'c'
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type own on own.oid = a.atttypid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and t.typtype = 'c'
