-- unmodelled: what exists and no other file reads
-- Things that a user hung on a relation of an extension: pg_dump leaves them out too.
-- What was made along with the extension has the age of its membership.
with members as (
    select d.classid, d.objid, d.xmin::text as age
    from pg_catalog.pg_depend d
    where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'e'
), things as (
    select 'index of an extension''s table' as kind, i.tableoid as classid, i.indexrelid as objid, i.indrelid as relid,
           i.indexrelid::regclass::text as name, i.xmin::text as age
    from pg_catalog.pg_index i
    union all
    select 'trigger on an extension''s table', t.tableoid, t.oid, t.tgrelid,
           quote_ident(t.tgname) || ' on ' || t.tgrelid::regclass, t.xmin::text
    from pg_catalog.pg_trigger t
    where not t.tgisinternal
    union all
    select 'policy on an extension''s table', p.tableoid, p.oid, p.polrelid,
           quote_ident(p.polname) || ' on ' || p.polrelid::regclass, p.xmin::text
    from pg_catalog.pg_policy p
), privileges as (
    select c.tableoid as classid, c.oid as objid, c.relacl as acl from pg_catalog.pg_class c
    union all
    select p.tableoid, p.oid, p.proacl from pg_catalog.pg_proc p
    union all
    select t.tableoid, t.oid, t.typacl from pg_catalog.pg_type t
    union all
    select n.tableoid, n.oid, n.nspacl from pg_catalog.pg_namespace n
    union all
    select l.tableoid, l.oid, l.lanacl from pg_catalog.pg_language l
    union all
    select w.tableoid, w.oid, w.fdwacl from pg_catalog.pg_foreign_data_wrapper w
)
select t.kind, t.name
from things t
join members m on m.classid = 'pg_catalog.pg_class'::regclass and m.objid = t.relid
where t.age <> m.age and not exists (
    select from pg_catalog.pg_depend e where e.classid = t.classid and e.objid = t.objid and e.deptype = 'e')
union all
select 'comment on a member of an extension', pg_describe_object(d.classoid, d.objoid, d.objsubid)
from pg_catalog.pg_description d
join members m on m.classid = d.classoid and m.objid = d.objoid
where d.xmin::text <> m.age
union all
select 'changed privileges on a member of an extension', pg_describe_object(p.classid, p.objid, 0)
from privileges p
join members m on m.classid = p.classid and m.objid = p.objid
left join pg_catalog.pg_init_privs i on i.classoid = p.classid and i.objoid = p.objid and i.objsubid = 0
where (p.acl is not null or i.initprivs is not null)
  and array(select a::text from unnest(p.acl) a order by 1) <> array(select a::text from unnest(i.initprivs) a order by 1)
union all
select 'operator that is only a name', o.oid::regoperator::text
from pg_catalog.pg_operator o
where o.oprcode = 0
union all
select 'type that is only a name', t.oid::regtype::text
from pg_catalog.pg_type t
where not t.typisdefined
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
