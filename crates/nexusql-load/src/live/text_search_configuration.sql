-- text-search-configuration: text search configurations
-- only if: pg_ts_config
with parser as (
    select p.oid, quote_ident(n.nspname) || '.' || quote_ident(p.prsname) as name
    from pg_catalog.pg_ts_parser p
    join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
    where exists (select from pg_catalog.pg_ts_config c where c.cfgparser = p.oid)
), token as (
    select p.oid as parser, t.tokid, t.alias
    from parser p
    cross join lateral ts_token_type(p.oid) t
), mapping as (
    select c.oid, t.alias,
           json_agg(quote_ident(n.nspname) || '.' || quote_ident(d.dictname) order by m.mapseqno) as dictionaries
    from pg_catalog.pg_ts_config c
    join pg_catalog.pg_ts_config_map m on m.mapcfg = c.oid
    join token t on t.parser = c.cfgparser and t.tokid = m.maptokentype
    join pg_catalog.pg_ts_dict d on d.oid = m.mapdict
    join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
    group by c.oid, t.alias
), mappings as (
    select oid, json_object_agg(alias, dictionaries order by alias) as mappings
    from mapping
    group by oid
)
select c.tableoid as classid, c.oid as objid, 0 as objsubid,
       array[n.nspname, c.cfgname]::text[] as path,
       p.name as parser,
       coalesce(m.mappings, '{}') as mappings
from pg_catalog.pg_ts_config c
join parser p on p.oid = c.cfgparser
left join mappings m on m.oid = c.oid
join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = c.tableoid and e.objid = c.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
