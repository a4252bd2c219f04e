-- sequence: sequences; those of identity columns belong to the column
select c.tableoid as classid, c.oid as objid, 0 as objsubid, array[n.nspname, c.relname]::text[] as path,
       format_type(q.seqtypid, null) as data_type,
       q.seqstart as start,
       q.seqincrement as increment,
       q.seqmin as min,
       q.seqmax as max,
       q.seqcache as cache,
       q.seqcycle as cycle,
       c.relpersistence = 'u' as unlogged,
       case when l.objid is not null then (
           select json_build_array(tn.nspname, t.relname, a.attname)
           from pg_catalog.pg_class t
           join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
           join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = l.refobjsubid
           where t.oid = l.refobjid) end as owned_by
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_sequence q on q.seqrelid = c.oid
left join pg_catalog.pg_depend l on l.classid = 'pg_catalog.pg_class'::regclass and l.objid = c.oid
    and l.refclassid = 'pg_catalog.pg_class'::regclass and l.deptype in ('a', 'i') and l.refobjsubid > 0
where c.relkind = 'S'
  and l.deptype is distinct from 'i'
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
