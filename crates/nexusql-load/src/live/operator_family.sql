-- operator-family: operator families, with the members that belong to no class
-- only if: pg_opfamily
-- From 14 on, GiST, GIN, SP-GiST and BRIN tie the operators of a class to its family, where they then stand.
with member as (
    select d.refobjid as whole, 1 as sort, o.amopstrategy as number,
           'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text
           || coalesce(' FOR ORDER BY ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname), '') as line
    from pg_catalog.pg_amop o
    join pg_catalog.pg_depend d on d.classid = o.tableoid and d.objid = o.oid and d.refclassid = 'pg_catalog.pg_opfamily'::regclass and d.refobjid = o.amopfamily
    left join pg_catalog.pg_opfamily f on f.oid = o.amopsortfamily
    left join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace
    union all
    select d.refobjid, 2, p.amprocnum,
           'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, null) || ', '
           || format_type(p.amprocrighttype, null) || ') ' || p.amproc::regprocedure::text
    from pg_catalog.pg_amproc p
    join pg_catalog.pg_depend d on d.classid = p.tableoid and d.objid = p.oid and d.refclassid = 'pg_catalog.pg_opfamily'::regclass and d.refobjid = p.amprocfamily
), members as (
    select whole, json_agg(line order by sort, number, line collate "C") as lines
    from member
    group by whole
)
select f.tableoid as classid, f.oid as objid, 0 as objsubid,
       array[n.nspname, f.opfname, m.amname]::text[] as path,
       coalesce(s.lines, '[]') as members
from pg_catalog.pg_opfamily f
join pg_catalog.pg_am m on m.oid = f.opfmethod
left join members s on s.whole = f.oid
join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = f.tableoid and e.objid = f.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
