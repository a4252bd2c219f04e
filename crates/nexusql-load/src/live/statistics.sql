-- statistics: extended statistics objects
-- only if: pg_statistic_ext
select x.tableoid as classid, x.oid as objid, 0 as objsubid, array[xn.nspname, x.stxname]::text[] as path,
       json_build_array(n.nspname, c.relname) as table,
       -- Columns in the order of their names: that in which they stand cannot be changed.
       replace(pg_get_statisticsobjdef(x.oid), ' ON ' || k.standing, ' ON ' || k.named) as definition,
       case when x.stxstattarget >= 0 then x.stxstattarget end as target
from pg_catalog.pg_statistic_ext x
join pg_catalog.pg_namespace xn on xn.oid = x.stxnamespace
join pg_catalog.pg_class c on c.oid = x.stxrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
    select coalesce(string_agg(quote_ident(a.attname), ', ' order by a.attnum), '') as standing,
           coalesce(string_agg(quote_ident(a.attname), ', ' order by a.attname collate "C"), '') as named
    from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum = any (x.stxkeys::int2[])
) k
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
