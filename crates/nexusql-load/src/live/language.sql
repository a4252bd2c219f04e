-- language: procedural languages
-- only if: pg_language
select l.tableoid as classid, l.oid as objid, 0 as objsubid,
       array[l.lanname]::text[] as path,
       l.lanpltrusted as trusted,
       nullif(l.lanplcallfoid::regproc::text, '-') as handler,
       nullif(l.laninline::regproc::text, '-') as inline,
       nullif(l.lanvalidator::regproc::text, '-') as validator
from pg_catalog.pg_language l
where l.oid >= 16384
  and l.lanispl
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = l.tableoid and e.objid = l.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
