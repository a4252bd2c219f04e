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
           where m.member = r.oid), '[]') as member_of
from pg_catalog.pg_roles r
where r.rolname !~ '^pg_'
