-- domain-constraint: check constraints of domains
-- only if: pg_type where typtype = 'd'
select k.tableoid as classid, k.oid as objid, 0 as objsubid,
       array[n.nspname, t.typname, k.conname]::text[] as path,
       case when k.convalidated then pg_get_constraintdef(k.oid)
           else regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') end as definition,
       k.convalidated as validated
from pg_catalog.pg_constraint k
join pg_catalog.pg_type t on t.oid = k.contypid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and k.contype = 'c'
