-- policy: row security policies
-- only if: pg_policy
select p.tableoid as classid, p.oid as objid, 0 as objsubid,
       array[n.nspname, c.relname, p.polname]::text[] as path,
       p.polpermissive as permissive,
       case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
           when 'd' then 'DELETE' else 'ALL' end as command,
       (
           select json_agg(coalesce(r.rolname, 'PUBLIC') order by r.rolname collate "C")
           from unnest(p.polroles) u (oid)
           left join pg_catalog.pg_roles r on r.oid = u.oid) as roles,
       pg_get_expr(p.polqual, p.polrelid) as using,
       pg_get_expr(p.polwithcheck, p.polrelid) as check
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
