-- text-search-parser: text search parsers
select p.tableoid as classid, p.oid as objid, 0 as objsubid,
       array[n.nspname, p.prsname]::text[] as path,
       json_build_object(
           'start', p.prsstart::text,
           'get_token', p.prstoken::text,
           'end', p.prsend::text,
           'headline', nullif(p.prsheadline::text, '-'),
           'lextypes', p.prslextype::text
       )::text as body
from pg_catalog.pg_ts_parser p
join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = p.tableoid and e.objid = p.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
