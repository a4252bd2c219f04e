-- role: roles of the cluster, without those of PostgreSQL itself
select 'pg_catalog.pg_authid'::regclass::oid as classid, r.oid as objid, 0 as objsubid, array[r.rolname]::text[] as path,
       json_build_object(
           'superuser', r.rolsuper,
           'inherit', r.rolinherit,
           'create_role', r.rolcreaterole,
           'create_database', r.rolcreatedb,
           'login', r.rolcanlogin,
           'replication', r.rolreplication,
           'bypass_rls', r.rolbypassrls,
           'connection_limit', r.rolconnlimit,
           'valid_until', nullif(r.rolvaliduntil, 'infinity')::text,
           'settings', coalesce((
               select json_agg(o order by o collate "C")
               from pg_catalog.pg_db_role_setting s
               cross join lateral unnest(s.setconfig) o
               where s.setrole = r.oid and s.setdatabase = 0), '[]'),
           'member_of', coalesce((
               select json_agg(distinct g.rolname::text)
               from pg_catalog.pg_auth_members m
               join pg_catalog.pg_roles g on g.oid = m.roleid
               where m.member = r.oid), '[]')
       )::text as body
from pg_catalog.pg_roles r
where r.rolname !~ '^pg_'
