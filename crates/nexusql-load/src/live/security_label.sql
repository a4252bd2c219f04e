-- security_label: security labels; the address is the target's, the path its provider
select l.classoid as classid, l.objoid as objid, l.objsubid, array[l.provider]::text[] as path,
       l.label as label
from pg_catalog.pg_seclabel l
union all
select l.classoid, l.objoid, 0, array[l.provider]::text[], l.label
from pg_catalog.pg_shseclabel l
where l.classoid = 'pg_catalog.pg_authid'::regclass
