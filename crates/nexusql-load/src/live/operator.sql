-- operator: operators; shells, made by naming a commutator that is not there yet, are left out
-- only if: pg_operator
select o.tableoid as classid, o.oid as objid, 0 as objsubid,
       array[n.nspname, o.oprname,
             case when o.oprleft = 0 then 'NONE' else format_type(o.oprleft, null) end || ', '
             || case when o.oprright = 0 then 'NONE' else format_type(o.oprright, null) end]::text[] as path,
       o.oprcode::text as function,
       case when o.oprleft <> 0 then format_type(o.oprleft, null) end as left,
       case when o.oprright <> 0 then format_type(o.oprright, null) end as right,
       'OPERATOR(' || quote_ident(commutator_schema.nspname) || '.' || commutator.oprname || ')' as commutator,
       'OPERATOR(' || quote_ident(negator_schema.nspname) || '.' || negator.oprname || ')' as negator,
       nullif(o.oprrest::text, '-') as restrict,
       nullif(o.oprjoin::text, '-') as join,
       o.oprcanhash as hashes,
       o.oprcanmerge as merges
from pg_catalog.pg_operator o
left join pg_catalog.pg_operator commutator on commutator.oid = o.oprcom
left join pg_catalog.pg_namespace commutator_schema on commutator_schema.oid = commutator.oprnamespace
left join pg_catalog.pg_operator negator on negator.oid = o.oprnegate
left join pg_catalog.pg_namespace negator_schema on negator_schema.oid = negator.oprnamespace
join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = o.tableoid and e.objid = o.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and o.oprcode <> 0
