-- default: defaults of columns of tables and views; a generated column's expression is the column's own
select d.tableoid as classid, d.oid as objid, 0 as objsubid,
       array[n.nspname, c.relname, a.attname]::text[] as path,
       pg_get_expr(d.adbin, 0) as expression -- Naming the table would have it opened, and no default names a column.
from pg_catalog.pg_attrdef d
join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
join pg_catalog.pg_class c on c.oid = d.adrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where a.atthasdef and a.attgenerated = '' and not a.attisdropped
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
