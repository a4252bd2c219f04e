-- role: roles of the cluster, without those of PostgreSQL itself
select 'pg_catalog.pg_authid'::regclass::oid as classid, r.oid as objid, 0 as objsubid, array[r.rolname]::text[] as path,
       r.rolsuper as superuser,
       r.rolinherit as inherit,
       r.rolcreaterole as create_role,
       r.rolcreatedb as create_database,
       r.rolcanlogin as login,
       r.rolreplication as replication,
       r.rolbypassrls as bypass_rls,
       r.rolconnlimit as connection_limit,
       nullif(r.rolvaliduntil, 'infinity')::text as valid_until,
       coalesce((
           select json_agg(o order by o collate "C")
           from pg_catalog.pg_db_role_setting s
           cross join lateral unnest(s.setconfig) o
           where s.setrole = r.oid and s.setdatabase = 0), '[]') as settings,
       coalesce((
           select json_agg(distinct g.rolname::text)
           from pg_catalog.pg_auth_members m
           join pg_catalog.pg_roles g on g.oid = m.roleid
           where m.member = r.oid), '[]') as member_of,
       coalesce((
           select json_object_agg(o.rolname, json_build_object('admin', o.admin::text)) -- before 16
           select json_object_agg(o.rolname, json_build_object( -- since 16
               'admin', o.admin::text, 'inherit', o.inherit::text, 'set', o.set::text)) -- since 16
           from (
               -- Several may have granted it, with options of their own.
               select g.rolname, bool_or(m.admin_option) as admin
                      , bool_or(m.inherit_option) as inherit, bool_or(m.set_option) as set -- since 16
               from pg_catalog.pg_auth_members m
               join pg_catalog.pg_roles g on g.oid = m.roleid
               where m.member = r.oid
               group by g.rolname) o), '{}') as membership_options
from pg_catalog.pg_roles r
where r.rolname !~ '^pg_'
