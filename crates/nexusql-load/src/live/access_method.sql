-- access-method: table and index access methods
-- only if: pg_am
select m.tableoid as classid, m.oid as objid, 0 as objsubid,
       array[m.amname]::text[] as path,
       case m.amtype when 't' then 'TABLE' else 'INDEX' end as method_type,
       m.amhandler::text as handler
from pg_catalog.pg_am m
where m.oid >= 16384
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = m.tableoid and e.objid = m.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
