-- domain: domains
-- only if: pg_type where typtype = 'd'
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, t.typname]::text[] as path,
       format_type(t.typbasetype, t.typtypmod) as base_type,
       case when t.typcollation not in (0, own.typcollation) then t.typcollation::regcollation::text end as collation,
       t.typnotnull as not_null,
       null as not_null_name, -- before 17
       case -- since 17
           when k.conname = t.typname || '_not_null' then null -- since 17
           -- A long name is clipped so that the whole fits into 63 bytes. -- since 17
           when octet_length(k.conname::text) > 59 and octet_length(t.typname::text) > 54 -- since 17
               and k.conname = left(t.typname, length(k.conname) - 9) || '_not_null' then null -- since 17
           else k.conname end as not_null_name, -- since 17
       coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) as default
from pg_catalog.pg_type t
join pg_catalog.pg_type own on own.oid = t.typbasetype
left join pg_catalog.pg_constraint k on k.contypid = t.oid and k.contype = 'n' -- since 17
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and t.typtype = 'd'
