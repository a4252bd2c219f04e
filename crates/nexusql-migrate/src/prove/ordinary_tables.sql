-- Every table that holds rows itself, as a list for TRUNCATE: what inherits from one may be a foreign table.
select string_agg(format('ONLY %I.%I', n.nspname, c.relname), ', ')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r'
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = 'pg_catalog.pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
