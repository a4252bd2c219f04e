-- databases and roles of runs that nobody lives of: their number is no advisory lock that is held
with ours as (
    select 'database' as kind, d.datname::text as name, substr(d.datname::text, 17, 16) as number
    from pg_catalog.pg_database d
    where d.datname ~ '^nexusql_scratch_[0-9a-f]{16}_(current|desired|proof)$'
      and pg_catalog.pg_has_role(d.datdba, 'member')
    union all
    select 'role', r.rolname::text, substr(c.description, 17, 16)
    from pg_catalog.pg_roles r
    join pg_catalog.pg_shdescription c
        on c.objoid = r.oid and c.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass
    where c.description ~ '^nexusql_scratch_[0-9a-f]{16}$'
)
select o.kind, o.name
from ours o
where not exists (
    select from pg_catalog.pg_locks l
    -- a number of 64 bits, in two halves
    where l.locktype = 'advisory' and l.objsubid = 1
      and lpad(to_hex(l.classid::int8), 8, '0') || lpad(to_hex(l.objid::int8), 8, '0') = o.number)
order by o.kind, o.name
