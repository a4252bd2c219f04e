-- index: indexes that no constraint owns
select x.tableoid as classid, x.oid as objid, 0 as objsubid, array[xn.nspname, x.relname]::text[] as path,
       json_build_array(n.nspname, c.relname) as table,
       pg_get_indexdef(x.oid) as definition,
       i.indisunique as unique,
       i.indisvalid as valid,
       i.indisclustered as clustered,
       case when p.oid is not null then json_build_array(pn.nspname, p.relname) end as parent,
       x.relkind = 'I' as partitioned,
       -- Only a column that is an expression has a target of its own.
       case when i.indexprs is null then '{}'::json else coalesce((
           select json_object_agg(a.attnum, a.attstattarget)
           from pg_catalog.pg_attribute a
           where a.attrelid = x.oid and a.attnum > 0 and a.attstattarget >= 0), '{}') end as statistics,
       s.spcname as tablespace
from pg_catalog.pg_index i
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_namespace xn on xn.oid = x.relnamespace
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_inherits h on h.inhrelid = x.oid
left join pg_catalog.pg_class p on p.oid = h.inhparent
left join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
left join pg_catalog.pg_tablespace s on s.oid = x.reltablespace
where not exists (
      select from pg_catalog.pg_constraint k
      where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  and x.oid not in (
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
