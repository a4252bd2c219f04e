-- extension: installed extensions; their members are read by nobody
select x.tableoid as classid, x.oid as objid, 0 as objsubid, array[x.extname]::text[] as path,
       n.nspname as schema,
       x.extversion as version,
       x.extrelocatable as relocatable
from pg_catalog.pg_extension x
join pg_catalog.pg_namespace n on n.oid = x.extnamespace
