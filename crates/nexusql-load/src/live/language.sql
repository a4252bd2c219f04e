-- language: procedural languages
select l.tableoid as classid, l.oid as objid, 0 as objsubid,
       array[l.lanname]::text[] as path,
       json_build_object(
           'trusted', l.lanpltrusted,
           'handler', nullif(l.lanplcallfoid::regproc::text, '-'),
           'inline', nullif(l.laninline::regproc::text, '-'),
           'validator', nullif(l.lanvalidator::regproc::text, '-')
       )::text as body
from pg_catalog.pg_language l
where l.oid >= 16384
  and l.lanispl
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = l.tableoid and e.objid = l.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
