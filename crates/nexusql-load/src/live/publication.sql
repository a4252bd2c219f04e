-- publication: publications, with their tables and schemas
-- only if: pg_publication
with columns as ( -- since 15
    select r.oid, string_agg(quote_ident(a.attname), ', ' order by a.attname collate "C") as names -- since 15
    from pg_catalog.pg_publication_rel r -- since 15
    join pg_catalog.pg_attribute a on a.attrelid = r.prrelid and a.attnum = any (r.prattrs::int2[]) -- since 15
    group by r.oid -- since 15
), schemas as ( -- since 15
    select s.pnpubid, json_agg(n.nspname order by n.nspname) as names -- since 15
    from pg_catalog.pg_publication_namespace s -- since 15
    join pg_catalog.pg_namespace n on n.oid = s.pnnspid -- since 15
    group by s.pnpubid -- since 15
), tables as ( -- since 15
with tables as ( -- before 15
    select r.prpubid, json_agg(t.line order by t.line collate "C") as lines
    from pg_catalog.pg_publication_rel r
    join pg_catalog.pg_class c on c.oid = r.prrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join columns k on k.oid = r.oid -- since 15
    cross join lateral (
        select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            || coalesce(' (' || k.names || ')', '') -- since 15
            -- Parentheses of our own: a bare constant is printed without. -- since 15
            || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '') -- since 15
    ) t (line)
    group by r.prpubid
)
select p.tableoid as classid, p.oid as objid, 0 as objsubid,
       array[p.pubname]::text[] as path,
       p.puballtables as all_tables,
       coalesce(t.lines, '[]') as tables,
       coalesce(s.names, '[]') as schemas, -- since 15
       '[]'::json as schemas, -- before 15
       json_build_object(
           'publish_generated_columns', case p.pubgencols when 's' then 'stored' else 'none' end, -- since 18
           'publish', concat_ws(', ',
               case when p.pubinsert then 'insert' end,
               case when p.pubupdate then 'update' end,
               case when p.pubdelete then 'delete' end,
               case when p.pubtruncate then 'truncate' end),
           'publish_via_partition_root', p.pubviaroot::text) as parameters
from pg_catalog.pg_publication p
left join tables t on t.prpubid = p.oid
left join schemas s on s.pnpubid = p.oid -- since 15
where not exists (
      select from pg_catalog.pg_depend e
      where e.classid = p.tableoid and e.objid = p.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
