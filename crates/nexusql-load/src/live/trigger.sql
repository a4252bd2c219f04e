-- trigger: triggers on tables and views, with the copies that partitions have
-- only if: pg_trigger where not tgisinternal or tgparentid <> 0
-- Versions before 15 mark those copies as internal.
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, c.relname, t.tgname]::text[] as path,
       pg_get_triggerdef(t.oid) as definition,
       quote_ident(fn.nspname) || '.' || quote_ident(f.proname) as function,
       case t.tgenabled when 'O' then 'origin' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end as enabled,
       t.tgconstraint <> 0 as constraint,
       case when p.oid is not null then json_build_array(pn.nspname, pc.relname, p.tgname) end as parent
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
left join pg_catalog.pg_trigger p on p.oid = t.tgparentid
left join pg_catalog.pg_class pc on pc.oid = p.tgrelid
left join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
where (not t.tgisinternal or t.tgparentid <> 0)
  and not exists (
      select from pg_catalog.pg_constraint k where k.oid = t.tgconstraint and k.contype <> 't')
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
