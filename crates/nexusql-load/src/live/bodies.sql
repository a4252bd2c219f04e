-- Routines whose language looks at a body, with the function that does it. SQL standard bodies were looked at when they
-- were made.
select n.nspname, p.proname, format_type_list.arguments, l.lanname, p.prosrc,
       format('select %I.%I(%s)', vn.nspname, v.proname, p.oid) as check_sql
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
join pg_catalog.pg_proc v on v.oid = l.lanvalidator
join pg_catalog.pg_namespace vn on vn.oid = v.pronamespace
cross join lateral (select pg_get_function_identity_arguments(p.oid) as arguments) as format_type_list
where l.lanname not in ('internal', 'c')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and p.prosqlbody is null -- since 14
  and not exists (
      select from pg_catalog.pg_depend d
      where d.classid = p.tableoid and d.objid = p.oid and d.deptype in ('e', 'i'))
order by n.nspname, p.proname, format_type_list.arguments
