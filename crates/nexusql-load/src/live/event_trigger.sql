-- event-trigger: event triggers
-- only if: pg_event_trigger
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[t.evtname]::text[] as path,
       t.evtevent as event,
       to_json(coalesce(t.evttags, '{}')) as tags,
       t.evtfoid::regproc::text as function,
       case t.evtenabled
           when 'O' then 'origin' when 'D' then 'disabled' when 'R' then 'replica' else 'always' end as enabled
from pg_catalog.pg_event_trigger t
where not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
