-- range: range types with their multirange types
-- only if: pg_type where typtype = 'r'
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, t.typname]::text[] as path,
       format_type(r.rngsubtype, null) as subtype,
       case when not o.opcdefault then
           quote_ident(opclass_schema.nspname) || '.' || quote_ident(o.opcname) end as subtype_opclass,
       case when r.rngcollation not in (0, own.typcollation) then r.rngcollation::regcollation::text end as collation,
       nullif(r.rngcanonical::text, '-') as canonical,
       nullif(r.rngsubdiff::text, '-') as subtype_diff,
       null as multirange -- before 14
       quote_ident(multirange_schema.nspname) || '.' || quote_ident(multirange.typname) as multirange -- since 14
from pg_catalog.pg_type t
join pg_catalog.pg_range r on r.rngtypid = t.oid
join pg_catalog.pg_type own on own.oid = r.rngsubtype
join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
join pg_catalog.pg_namespace opclass_schema on opclass_schema.oid = o.opcnamespace
left join pg_catalog.pg_type multirange on multirange.oid = r.rngmultitypid -- since 14
left join pg_catalog.pg_namespace multirange_schema on multirange_schema.oid = multirange.typnamespace -- since 14
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and t.typtype = 'r'
