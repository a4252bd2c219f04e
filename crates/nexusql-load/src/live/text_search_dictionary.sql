-- text-search-dictionary: text search dictionaries
-- only if: pg_ts_dict
select d.tableoid as classid, d.oid as objid, 0 as objsubid,
       array[n.nspname, d.dictname]::text[] as path,
       quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) as template,
       d.dictinitoption as options
from pg_catalog.pg_ts_dict d
join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = d.tableoid and e.objid = d.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
