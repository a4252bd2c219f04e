-- transform: transforms between a type and a language
-- only if: pg_transform
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[format_type(t.trftype, null), l.lanname]::text[] as path,
       case when t.trffromsql <> 0 then t.trffromsql::regprocedure::text end as from_sql,
       case when t.trftosql <> 0 then t.trftosql::regprocedure::text end as to_sql
from pg_catalog.pg_transform t
join pg_catalog.pg_language l on l.oid = t.trflang
where t.oid >= 16384
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
