-- constraint: primary keys, unique, foreign key, check and exclusion constraints of tables
-- Not-null constraints belong to their columns, constraint triggers are triggers.
with keys as (
    select k.oid, json_agg(a.attname order by array_position(k.conkey, a.attnum)) as names
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
    where k.contype in ('p', 'u', 'f', 'c', 'x') and cardinality(k.conkey) > 1
    group by k.oid
)
select k.tableoid as classid, k.oid as objid, 0 as objsubid,
       array[n.nspname, c.relname, k.conname]::text[] as path,
       case k.contype when 'p' then 'primary-key' when 'u' then 'unique'
           when 'f' then 'foreign-key' when 'c' then 'check' when 'x' then 'exclusion' end as constraint_type,
       case when k.convalidated then pg_get_constraintdef(k.oid)
           else regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') end as definition,
       case when cardinality(k.conkey) = 1 and first.attname is not null then json_build_array(first.attname) else coalesce(keys.names, '[]') end as columns,
       case when k.contype = 'f' then json_build_array(fn.nspname, f.relname) end as references,
       k.condeferrable as deferrable,
       k.condeferred as deferred,
       k.convalidated as validated,
       k.contype = 'c' and k.connoinherit as no_inherit,
       k.conenforced as enforced, -- since 18
       true as enforced, -- before 18
       k.conislocal as local,
       k.coninhcount > 0 as inherited,
       case when k.conparentid <> 0 then ( -- Few have one: a join would read all constraints once more.
           select json_build_array(pn.nspname, pc.relname, p.conname)
           from pg_catalog.pg_constraint p
           join pg_catalog.pg_class pc on pc.oid = p.conrelid
           join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
           where p.oid = k.conparentid) end as parent,
       case when k.conparentid = 0 and ic.oid is not null then json_build_array(icn.nspname, ic.relname) end as attached_to,
       coalesce(x.indisclustered, false) as clustered,
       case when xc.reloptions is null then '{}'::json else (
           select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) order by o collate "C")
           from unnest(xc.reloptions) o) end as options,
       s.spcname as tablespace
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join keys on keys.oid = k.oid
left join pg_catalog.pg_attribute first on first.attrelid = k.conrelid and first.attnum = k.conkey[1]
left join pg_catalog.pg_class f on f.oid = k.confrelid
left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
left join pg_catalog.pg_index x on x.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
left join pg_catalog.pg_class xc on xc.oid = x.indexrelid
left join pg_catalog.pg_inherits i on i.inhrelid = x.indexrelid
left join pg_catalog.pg_class ic on ic.oid = i.inhparent
left join pg_catalog.pg_namespace icn on icn.oid = ic.relnamespace
left join pg_catalog.pg_tablespace s on s.oid = xc.reltablespace
where k.contype in ('p', 'u', 'f', 'c', 'x')
  -- A foreign key to a partitioned table has a hidden copy for each partition.
  and (k.conparentid = 0
      or k.conrelid <> (select p.conrelid from pg_catalog.pg_constraint p where p.oid = k.conparentid))
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
