-- range: range types with their multirange types
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, t.typname]::text[] as path,
       json_build_object(
           'subtype', format_type(r.rngsubtype, null),
           'subtype_opclass', case when not o.opcdefault then
               quote_ident(opclass_schema.nspname) || '.' || quote_ident(o.opcname) end,
           'collation', case when r.rngcollation not in (0, own.typcollation) then r.rngcollation::regcollation::text end,
           'canonical', nullif(r.rngcanonical::text, '-'),
           'subtype_diff', nullif(r.rngsubdiff::text, '-'),
           'multirange', null -- before 14
           'multirange', quote_ident(multirange_schema.nspname) || '.' || quote_ident(multirange.typname) -- since 14
       )::text as body
from pg_catalog.pg_type t
join pg_catalog.pg_range r on r.rngtypid = t.oid
join pg_catalog.pg_type own on own.oid = r.rngsubtype
join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
join pg_catalog.pg_namespace opclass_schema on opclass_schema.oid = o.opcnamespace
left join pg_catalog.pg_type multirange on multirange.oid = r.rngmultitypid -- since 14
left join pg_catalog.pg_namespace multirange_schema on multirange_schema.oid = multirange.typnamespace -- since 14
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and t.typtype = 'r'
