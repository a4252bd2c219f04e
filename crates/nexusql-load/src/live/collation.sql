-- collation: collations usable in this database's encoding
-- only if: pg_collation
-- The columns are read by name, since each of 15, 16 and 17 moved them; before 15 an ICU locale stood in collcollate.
select c.tableoid as classid, c.oid as objid, 0 as objsubid,
       array[n.nspname, c.collname]::text[] as path,
       case c.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end as provider,
       c.collisdeterministic as deterministic,
       case when c.collprovider = 'c' then c.collcollate end as lc_collate,
       case when c.collprovider = 'c' then c.collctype end as lc_ctype,
       case when c.collprovider <> 'c' then coalesce(
           to_json(c) ->> 'colllocale', to_json(c) ->> 'colliculocale', c.collcollate) end as locale,
       to_json(c) ->> 'collicurules' as rules
from pg_catalog.pg_collation c
join pg_catalog.pg_namespace n on n.oid = c.collnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = c.tableoid and e.objid = c.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and c.collencoding in (
      -1, (select d.encoding from pg_catalog.pg_database d where d.datname = current_database()))
