-- view_column: columns of views and materialized views
-- only if: pg_class where relkind in ('v', 'm')
select c.tableoid as classid, c.oid as objid, a.attnum::int4 as objsubid,
       array[n.nspname, c.relname, a.attname]::text[] as path,
       a.attnum as position,
       format_type(a.atttypid, a.atttypmod) as data_type,
       case when a.attcollation not in (0, t.typcollation) then a.attcollation::regcollation::text end as collation,
       case when a.attstorage <> t.typstorage then case a.attstorage
           when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'x' then 'EXTENDED' when 'm' then 'MAIN' end end as storage,
       case t.typstorage when 'm' then 'MAIN' when 'e' then 'EXTERNAL' end as own_storage,
       case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression, -- since 14
       null as compression, -- before 14
       case when a.attstattarget >= 0 then a.attstattarget end as statistics,
       case when a.attoptions is null then '{}'::json else (
           select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) order by o collate "C")
           from unnest(a.attoptions) o) end as options
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attnum > 0 and not a.attisdropped
  and c.relkind in ('v', 'm')
  -- A list: most columns are of tables and indexes, and a join would read them all.
  and a.attrelid = any (array(select v.oid from pg_catalog.pg_class v where v.relkind in ('v', 'm') and v.oid >= 16384))
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
