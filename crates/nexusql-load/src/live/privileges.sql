-- privileges: privileges that are not those of birth; the address is the target's
with lists as (
    select tableoid as classid, oid as objid, 0 as objsubid, nspowner as owner, nspacl as acl, acldefault('n', nspowner) as born
    from pg_catalog.pg_namespace where nspacl is not null
    union all
    select tableoid, oid, 0, relowner, relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner)
    from pg_catalog.pg_class where relacl is not null
    union all
    select c.tableoid, c.oid, a.attnum, c.relowner, a.attacl, acldefault('c', c.relowner)
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid
    where a.attacl is not null and not a.attisdropped
    union all
    select tableoid, oid, 0, proowner, proacl, acldefault('f', proowner)
    from pg_catalog.pg_proc where proacl is not null
    union all
    select tableoid, oid, 0, typowner, typacl, acldefault('T', typowner)
    from pg_catalog.pg_type where typacl is not null
    union all
    select tableoid, oid, 0, lanowner, lanacl, acldefault('l', lanowner)
    from pg_catalog.pg_language where lanacl is not null
    union all
    select tableoid, oid, 0, fdwowner, fdwacl, acldefault('F', fdwowner)
    from pg_catalog.pg_foreign_data_wrapper where fdwacl is not null
    union all
    select tableoid, oid, 0, srvowner, srvacl, acldefault('S', srvowner)
    from pg_catalog.pg_foreign_server where srvacl is not null
), wanted as (
    select * from lists
    where (objid >= 16384 or classid = 'pg_catalog.pg_namespace'::regclass)
), items as (
    select w.classid, w.objid, w.objsubid, x.born,
           case when x.grantee = 0 then 'PUBLIC' when x.grantee = w.owner then '<owner>'
                else coalesce(r.rolname, x.grantee::text) end as grantee,
           x.privilege || case when x.grantable then '*' else '' end as privilege,
           x.place
    from wanted w
    cross join lateral (
        select false as born, e.grantee, e.privilege_type as privilege, bool_or(e.is_grantable) as grantable,
               min(e.place) as place
        from aclexplode(w.acl) with ordinality e (grantor, grantee, privilege_type, is_grantable, place)
        group by e.grantee, e.privilege_type
        union all
        select true, e.grantee, e.privilege_type, e.is_grantable, 0 from aclexplode(w.born) e
    ) x
    left join pg_catalog.pg_roles r on r.oid = x.grantee
), grantees as (
    select classid, objid, objsubid, born, grantee, json_agg(privilege order by privilege collate "C") as privileges,
           min(place) as place
    from items
    group by classid, objid, objsubid, born, grantee
), objects as (
    select classid, objid, objsubid,
           json_object_agg(grantee, privileges order by grantee collate "C") filter (where not born) as grants,
           json_object_agg(grantee, privileges order by grantee collate "C") filter (where born) as initial,
           json_agg(grantee order by place) filter (where not born) as grantees
    from grantees
    group by classid, objid, objsubid
)
select w.classid, w.objid, w.objsubid, null::text[] as path,
       coalesce(o.grants, '{}') as grants,
       coalesce(o.initial, '{}') as initial,
       coalesce(o.grantees, '[]') as grantees
from wanted w
left join objects o using (classid, objid, objsubid)
where o.grants::text is distinct from o.initial::text
