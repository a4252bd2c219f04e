-- owner: owners; the address is the target's
-- A sequence that belongs to a column has its table's owner and cannot have another.
with owned as (
    select tableoid as classid, oid as objid, nspowner as owner from pg_catalog.pg_namespace
    union all
    select c.tableoid, c.oid, c.relowner
    from pg_catalog.pg_class c
    where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
      and case when c.relkind = 'S' then not exists (
          select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
            and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i'))
          else true end
    union all
    -- Without the types that come with a table, an array or a range.
    select t.tableoid, t.oid, t.typowner
    from pg_catalog.pg_type t
    where t.typtype <> 'm'
      and not (t.typtype = 'b' and t.typelem <> 0 and t.typarray = 0)
      and (t.typtype <> 'c' or t.typrelid in (select r.oid from pg_catalog.pg_class r where r.relkind = 'c'))
    union all
    select tableoid, oid, proowner from pg_catalog.pg_proc
    union all
    select tableoid, oid, oprowner from pg_catalog.pg_operator
    union all
    select tableoid, oid, opcowner from pg_catalog.pg_opclass
    union all
    select tableoid, oid, opfowner from pg_catalog.pg_opfamily
    union all
    select tableoid, oid, collowner from pg_catalog.pg_collation
    union all
    select tableoid, oid, conowner from pg_catalog.pg_conversion
    union all
    select tableoid, oid, cfgowner from pg_catalog.pg_ts_config
    union all
    select tableoid, oid, dictowner from pg_catalog.pg_ts_dict
    union all
    select tableoid, oid, stxowner from pg_catalog.pg_statistic_ext
    union all
    select tableoid, oid, lanowner from pg_catalog.pg_language
    union all
    select tableoid, oid, fdwowner from pg_catalog.pg_foreign_data_wrapper
    union all
    select tableoid, oid, srvowner from pg_catalog.pg_foreign_server
    union all
    select tableoid, oid, evtowner from pg_catalog.pg_event_trigger
    union all
    select tableoid, oid, pubowner from pg_catalog.pg_publication
    union all
    select 'pg_catalog.pg_subscription'::regclass, oid, subowner from pg_catalog.pg_subscription
)
select o.classid, o.objid, 0 as objsubid, null::text[] as path, r.rolname as role
from owned o
join pg_catalog.pg_roles r on r.oid = o.owner
where o.objid >= 16384 or o.classid = 'pg_catalog.pg_namespace'::regclass
