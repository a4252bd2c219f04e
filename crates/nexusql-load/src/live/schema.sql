-- schema: namespaces, public among them
select n.tableoid as classid, n.oid as objid, 0 as objsubid, array[n.nspname]::text[] as path
from pg_catalog.pg_namespace n
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = n.tableoid and e.objid = n.oid and e.deptype = 'e')
