-- extension: installed extensions; their members are read by nobody
select x.tableoid as classid, x.oid as objid, 0 as objsubid, array[x.extname]::text[] as path,
       json_build_object('schema', n.nspname, 'version', x.extversion, 'relocatable', x.extrelocatable)::text as body
from pg_catalog.pg_extension x
join pg_catalog.pg_namespace n on n.oid = x.extnamespace
