-- security_label: security labels; the address is the target's, the path its provider
select l.classoid as classid, l.objoid as objid, l.objsubid, array[l.provider]::text[] as path,
       json_build_object('label', l.label)::text as body
from pg_catalog.pg_seclabel l
union all
select l.classoid, l.objoid, 0, array[l.provider]::text[], json_build_object('label', l.label)::text
from pg_catalog.pg_shseclabel l
where l.classoid = 'pg_catalog.pg_authid'::regclass
