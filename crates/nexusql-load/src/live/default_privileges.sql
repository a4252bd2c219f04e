-- default-privileges: what objects made later are born with
-- only if: pg_default_acl
with entry as (
    select a.tableoid, a.oid, a.defaclrole, a.defaclnamespace, a.defaclobjtype, a.defaclacl,
           -- A schema's entry is added to the role's own, so it begins with nothing.
           case when a.defaclnamespace = 0 then
               acldefault(case a.defaclobjtype when 'S' then 's' else a.defaclobjtype end, a.defaclrole)
           end as initial
    from pg_catalog.pg_default_acl a
), item as (
    select e.oid, l.which,
           case when g.grantee = 0 then 'PUBLIC' when g.grantee = e.defaclrole then '<owner>'
               else pg_get_userbyid(g.grantee)::text end as grantee,
           g.privilege_type || case when g.is_grantable then '*' else '' end as privilege,
           min(g.place) as place
    from entry e
    cross join lateral (values ('grants', e.defaclacl), ('initial', e.initial)) l (which, acl)
    cross join lateral aclexplode(l.acl) with ordinality g (grantor, grantee, privilege_type, is_grantable, place)
    group by 1, 2, 3, 4
), grantee as (
    select oid, which, grantee, json_agg(privilege order by privilege) as privileges, min(place) as place
    from item
    group by oid, which, grantee
), side as (
    select oid, which, json_object_agg(grantee, privileges order by grantee collate "C") as grants,
           json_agg(grantee order by place) as grantees
    from grantee
    group by oid, which
)
select e.tableoid as classid, e.oid as objid, 0 as objsubid,
       array[pg_get_userbyid(e.defaclrole), coalesce(n.nspname, ''),
             case e.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                 when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end]::text[] as path,
       coalesce(g.grants, '{}') as grants,
       coalesce(i.grants, '{}') as initial,
       coalesce(g.grantees, '[]') as grantees
from entry e
left join pg_catalog.pg_namespace n on n.oid = e.defaclnamespace
left join side g on g.oid = e.oid and g.which = 'grants'
left join side i on i.oid = e.oid and i.which = 'initial'
