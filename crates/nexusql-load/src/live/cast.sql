-- cast: casts
-- only if: pg_cast
select c.tableoid as classid, c.oid as objid, 0 as objsubid,
       array[format_type(c.castsource, null), format_type(c.casttarget, null)] as path,
       case when c.castmethod = 'f' then c.castfunc::regprocedure::text end as function,
       case c.castmethod when 'f' then 'function' when 'i' then 'inout' else 'binary' end as method,
       case c.castcontext when 'e' then 'explicit' when 'a' then 'assignment' else 'implicit' end as context
from pg_catalog.pg_cast c
where c.oid >= 16384
  -- Members of extensions, and the casts from range types to their multirange types.
  and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = c.tableoid and d.objid = c.oid and d.deptype in ('e', 'i'))
