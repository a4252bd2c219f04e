-- operator-class: operator classes, with the members that are tied to them
-- only if: pg_opclass
with member as (
    select d.refobjid as whole, 1 as sort, o.amopstrategy as number,
           'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text
           || coalesce(' FOR ORDER BY ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname), '') as line
    from pg_catalog.pg_amop o
    join pg_catalog.pg_depend d on d.classid = o.tableoid and d.objid = o.oid and d.refclassid = 'pg_catalog.pg_opclass'::regclass
    left join pg_catalog.pg_opfamily f on f.oid = o.amopsortfamily
    left join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace
    union all
    select d.refobjid, 2, p.amprocnum,
           'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, null) || ', '
           || format_type(p.amprocrighttype, null) || ') ' || p.amproc::regprocedure::text
    from pg_catalog.pg_amproc p
    join pg_catalog.pg_depend d on d.classid = p.tableoid and d.objid = p.oid and d.refclassid = 'pg_catalog.pg_opclass'::regclass
), members as (
    select whole, json_agg(line order by sort, number, line collate "C") as lines
    from member
    group by whole
)
select c.tableoid as classid, c.oid as objid, 0 as objsubid,
       array[n.nspname, c.opcname, m.amname]::text[] as path,
       format_type(c.opcintype, null) as data_type,
       c.opcdefault as is_default,
       quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) as family,
       case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end as storage,
       coalesce(s.lines, '[]') as members
from pg_catalog.pg_opclass c
join pg_catalog.pg_am m on m.oid = c.opcmethod
join pg_catalog.pg_opfamily f on f.oid = c.opcfamily
join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace
left join members s on s.whole = c.oid
join pg_catalog.pg_namespace n on n.oid = c.opcnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = c.tableoid and e.objid = c.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
