-- conversion: conversions between encodings
-- only if: pg_conversion
select c.tableoid as classid, c.oid as objid, 0 as objsubid,
       array[n.nspname, c.conname]::text[] as path,
       pg_encoding_to_char(c.conforencoding) as source,
       pg_encoding_to_char(c.contoencoding) as destination,
       c.conproc::text as function,
       c.condefault as is_default
from pg_catalog.pg_conversion c
join pg_catalog.pg_namespace n on n.oid = c.connamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = c.tableoid and e.objid = c.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
