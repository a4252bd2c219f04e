-- The relations of the database and, for an index or a sequence that a column owns, the table that it is locked with.
select c.oid, c.oid::regclass::text as name, coalesce(i.indrelid, d.refobjid, c.oid) as whole
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_index i on i.indexrelid = c.oid
left join pg_catalog.pg_depend d on c.relkind = 'S' and d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
    and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i')
where c.relkind in ('r', 'p', 'm', 'f', 'v', 'S', 'i', 'I')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
