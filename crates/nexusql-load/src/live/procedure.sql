-- procedure: procedures
-- only if: pg_proc where prokind = 'p'
-- The identity is made of the input types alone, so that a renamed argument does not make another routine.
with routine as (
    select p.oid, p.tableoid, n.nspname, p.proname, p.proargtypes, p.prokind, p.prolang, p.prosecdef
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.prokind = 'p'
      and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
      -- Members of extensions, and the constructors of range types.
      and not exists (
          select from pg_catalog.pg_depend d
          where d.classid = p.tableoid and d.objid = p.oid and d.deptype in ('e', 'i'))
), arguments as (
    select r.oid, string_agg(format_type(a.type, null), ', ' order by a.place) as types
    from routine r
    cross join lateral unnest(r.proargtypes::oid[]) with ordinality as a (type, place)
    group by r.oid
)
select r.tableoid as classid, r.oid as objid, 0 as objsubid,
       array[r.nspname, r.proname, coalesce(a.types, '')]::text[] as path,
       rtrim(pg_get_functiondef(r.oid), E'\n') as definition,
       pg_get_function_arguments(r.oid) as arguments,
       l.lanname as language,
       r.prosecdef as security_definer
from routine r
join pg_catalog.pg_language l on l.oid = r.prolang
left join arguments a on a.oid = r.oid
