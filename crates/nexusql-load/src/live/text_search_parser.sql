-- text-search-parser: text search parsers
-- only if: pg_ts_parser
select p.tableoid as classid, p.oid as objid, 0 as objsubid,
       array[n.nspname, p.prsname]::text[] as path,
       p.prsstart::text as start,
       p.prstoken::text as get_token,
       p.prsend::text as end,
       nullif(p.prsheadline::text, '-') as headline,
       p.prslextype::text as lextypes
from pg_catalog.pg_ts_parser p
join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = p.tableoid and e.objid = p.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
