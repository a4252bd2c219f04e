-- view_column: columns of views and materialized views
select c.tableoid as classid, c.oid as objid, a.attnum::int4 as objsubid,
       array[n.nspname, c.relname, a.attname]::text[] as path,
       a.attnum as position,
       format_type(a.atttypid, a.atttypmod) as data_type,
       case when a.attcollation not in (0, t.typcollation) then a.attcollation::regcollation::text end as collation
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attnum > 0 and not a.attisdropped
  and c.relkind in ('v', 'm')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
