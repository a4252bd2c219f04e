-- foreign_table: foreign tables
-- only if: pg_class where relkind = 'f'
with parents as (
    select i.inhrelid, json_agg(json_build_array(n.nspname, c.relname) order by i.inhseqno) as names
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhparent and c.relkind in ('r', 'p', 'f')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    group by i.inhrelid
)
select c.tableoid as classid, c.oid as objid, 0 as objsubid, array[n.nspname, c.relname]::text[] as path,
       s.srvname as server,
       case when f.ftoptions is null then '{}'::json else (
           select json_object_agg(option_name, coalesce(option_value, '') order by option_name collate "C")
           from pg_options_to_table(f.ftoptions)) end as options,
       case when c.relispartition then json_build_object(
           'parent', p.names -> 0, 'bound', pg_get_expr(c.relpartbound, c.oid)) end as partition_of,
       case when c.relispartition or p.names is null then '[]'::json else p.names end as inherits
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_foreign_table f on f.ftrelid = c.oid
join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
left join parents p on p.inhrelid = c.oid
where c.relkind = 'f'
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
