-- unmodelled: what exists and no other file reads
-- Things that a user hung on a relation of an extension: pg_dump leaves them out too.
with members as (
    select d.objid as oid
    from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.deptype = 'e'
), things as (
    select 'index of an extension''s table' as kind, i.tableoid as classid, i.indexrelid as objid, i.indrelid as relid,
           i.indexrelid::regclass::text as name
    from pg_catalog.pg_index i
    union all
    select 'trigger on an extension''s table', t.tableoid, t.oid, t.tgrelid, quote_ident(t.tgname) || ' on ' || t.tgrelid::regclass
    from pg_catalog.pg_trigger t
    where not t.tgisinternal
    union all
    select 'policy on an extension''s table', p.tableoid, p.oid, p.polrelid, quote_ident(p.polname) || ' on ' || p.polrelid::regclass
    from pg_catalog.pg_policy p
)
select t.kind, t.name
from things t
join members m on m.oid = t.relid
where t.kind !~ '^index' and not exists (
    select from pg_catalog.pg_depend e where e.classid = t.classid and e.objid = t.objid and e.deptype = 'e')
union all
select kind, name
from (
    select 'comment on a constraint''s index' as kind, d.objoid::regclass::text as name
    from pg_catalog.pg_description d
    join pg_catalog.pg_constraint k on k.conindid = d.objoid and k.contype in ('p', 'u', 'x')
    where d.classoid = 'pg_catalog.pg_class'::regclass
    union all
    select 'comment on a not-null constraint', quote_ident(k.conname) || ' on ' || k.conrelid::regclass
    from pg_catalog.pg_description d
    join pg_catalog.pg_constraint k on k.oid = d.objoid and k.contype = 'n'
    where d.classoid = 'pg_catalog.pg_constraint'::regclass
) comments
union all
select 'subscription that only a superuser may read', quote_ident(s.subname)
from pg_catalog.pg_subscription s
join pg_catalog.pg_database d on d.oid = s.subdbid
where d.datname = current_database() and not has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'select')
-- What belongs to the database as a whole.
union all
select 'comment on the database', quote_ident(current_database())
from pg_catalog.pg_shdescription d
join pg_catalog.pg_database b on b.oid = d.objoid and b.datname = current_database()
where d.classoid = 'pg_catalog.pg_database'::regclass
union all
select 'security label on the database', quote_ident(current_database())
from pg_catalog.pg_shseclabel l
join pg_catalog.pg_database b on b.oid = l.objoid and b.datname = current_database()
where l.classoid = 'pg_catalog.pg_database'::regclass
union all
select 'privileges on the database', coalesce(quote_ident(r.rolname), 'PUBLIC')
from pg_catalog.pg_database b
cross join lateral (
    select grantee from (select * from aclexplode(b.datacl) except select * from aclexplode(acldefault('d', b.datdba))) given
    union
    select grantee from (select * from aclexplode(acldefault('d', b.datdba)) except select * from aclexplode(b.datacl)) taken
) a
left join pg_catalog.pg_roles r on r.oid = a.grantee
where b.datname = current_database() and b.datacl is not null
union all
select case when s.setrole = 0 then 'setting of the database' else 'setting of a role in the database' end,
       coalesce(quote_ident(r.rolname) || ': ', '') || split_part(v.setting, '=', 1)
from pg_catalog.pg_db_role_setting s
join pg_catalog.pg_database b on b.oid = s.setdatabase and b.datname = current_database()
cross join lateral unnest(s.setconfig) v (setting)
left join pg_catalog.pg_roles r on r.oid = s.setrole
union all
select 'large objects', count(*)::text
from pg_catalog.pg_largeobject_metadata
having count(*) > 0
order by 1, 2
