-- base-type: base types; shells and the array types that PostgreSQL makes by itself are left out
-- only if: pg_type where typtype = 'b' and typarray <> 0
select t.tableoid as classid, t.oid as objid, 0 as objsubid,
       array[n.nspname, t.typname]::text[] as path,
       concat_ws(E',\n',
           'INTERNALLENGTH = ' || case when t.typlen < 0 then 'variable' else t.typlen::text end,
           'INPUT = ' || t.typinput::text,
           'OUTPUT = ' || t.typoutput::text,
           'RECEIVE = ' || nullif(t.typreceive::text, '-'),
           'SEND = ' || nullif(t.typsend::text, '-'),
           'TYPMOD_IN = ' || nullif(t.typmodin::text, '-'),
           'TYPMOD_OUT = ' || nullif(t.typmodout::text, '-'),
           'ANALYZE = ' || nullif(t.typanalyze::text, '-'),
           'SUBSCRIPT = ' || nullif(t.typsubscript::text, '-'), -- since 14
           case when t.typcollation <> 0 then 'COLLATABLE = true' end,
           'DEFAULT = ' || quote_literal(t.typdefault),
           case when t.typelem <> 0 then 'ELEMENT = ' || format_type(t.typelem, null) end,
           case when t.typcategory <> 'U' then 'CATEGORY = ' || quote_literal(t.typcategory::text) end,
           case when t.typispreferred then 'PREFERRED = true' end,
           case when t.typdelim <> ',' then 'DELIMITER = ' || quote_literal(t.typdelim::text) end,
           'ALIGNMENT = ' || case t.typalign
               when 'c' then 'char' when 's' then 'int2' when 'i' then 'int4' else 'double' end,
           'STORAGE = ' || case t.typstorage
               when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end,
           case when t.typbyval then 'PASSEDBYVALUE' end) as definition
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = t.tableoid and e.objid = t.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
  and t.typtype = 'b'
  and t.typisdefined
  and not exists (select from pg_catalog.pg_type element where element.typarray = t.oid)
