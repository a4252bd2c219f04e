-- transform: transforms between a type and a language
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[format_type(t.trftype, null), l.lanname]::text[] as path,
       json_build_object(
           'from_sql', case when t.trffromsql <> 0 then t.trffromsql::regprocedure::text end,
           'to_sql', case when t.trftosql <> 0 then t.trftosql::regprocedure::text end
       )::text as body
from pg_catalog.pg_transform t
join pg_catalog.pg_language l on l.oid = t.trflang
where t.oid >= 16384
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
