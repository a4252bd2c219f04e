-- view: views
-- only if: pg_class where relkind = 'v'
select c.tableoid as classid, c.oid as objid, 0 as objsubid, array[n.nspname, c.relname]::text[] as path,
       rtrim(pg_get_viewdef(c.oid), ';') as definition,
       case when c.reloptions is null then '{}'::json else (
           select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) order by o collate "C")
           from unnest(c.reloptions) o) end as options,
       to_json(array(select split_part(o, '=', 1) from unnest(c.reloptions) o)) as options_order
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v'
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
