-- sequence: sequences; those of identity columns belong to the column
with links as (
    select d.objid, d.deptype, n.nspname, c.relname, a.attname
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid = d.refobjid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
      and d.deptype in ('a', 'i') and d.refobjsubid > 0
)
select c.tableoid as classid, c.oid as objid, 0 as objsubid, array[n.nspname, c.relname]::text[] as path,
       format_type(q.seqtypid, null) as data_type,
       q.seqstart as start,
       q.seqincrement as increment,
       q.seqmin as min,
       q.seqmax as max,
       q.seqcache as cache,
       q.seqcycle as cycle,
       c.relpersistence = 'u' as unlogged,
       case when l.objid is not null then json_build_array(l.nspname, l.relname, l.attname) end as owned_by
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_sequence q on q.seqrelid = c.oid
left join links l on l.objid = c.oid
where c.relkind = 'S'
  and l.deptype is distinct from 'i'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
