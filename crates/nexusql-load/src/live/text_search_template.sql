-- text-search-template: text search templates
-- only if: pg_ts_template
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, t.tmplname]::text[] as path,
       nullif(t.tmplinit::text, '-') as init,
       t.tmpllexize::text as lexize
from pg_catalog.pg_ts_template t
join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
