-- enum: enum types
-- only if: pg_type where typtype = 'e'
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, t.typname]::text[] as path,
       coalesce(v.labels, '[]') as values
from pg_catalog.pg_type t
left join (
    select l.enumtypid, json_agg(l.enumlabel order by l.enumsortorder) as labels
    from pg_catalog.pg_enum l
    group by l.enumtypid
) v on v.enumtypid = t.oid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and t.typtype = 'e'
