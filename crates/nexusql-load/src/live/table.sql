-- table: tables, partitioned tables and partitions
with parents as (
    select i.inhrelid, json_agg(json_build_array(n.nspname, c.relname) order by i.inhseqno) as names
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhparent and c.relkind in ('r', 'p', 'f')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    group by i.inhrelid
)
select c.tableoid as classid, c.oid as objid, 0 as objsubid, array[n.nspname, c.relname]::text[] as path,
       c.relpersistence = 'u' as unlogged,
       case when am.amname <> 'heap' then am.amname end as access_method,
       s.spcname as tablespace,
       case when c.reloptions is null then '{}'::json else (
           select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) order by o collate "C")
           from unnest(c.reloptions) o) end as options,
       case when toast.reloptions is null then '{}'::json else (
           select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) order by o collate "C")
           from unnest(toast.reloptions) o) end as toast_options,
       case when c.reloptions is null and toast.reloptions is null then '[]'::json else to_json(array(
           select split_part(o, '=', 1) from unnest(c.reloptions) o
           union all
           select 'toast.' || split_part(o, '=', 1) from unnest(toast.reloptions) o)) end as options_order,
       case c.relreplident
           when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full'
           else coalesce('index ' || identity.relname, 'nothing') end as replica_identity,
       c.relrowsecurity as rls_enabled,
       c.relforcerowsecurity as rls_forced,
       case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
       case when c.relispartition then json_build_object(
           'parent', p.names -> 0, 'bound', pg_get_expr(c.relpartbound, c.oid)) end as partition_of,
       case when c.relispartition and not exists (
           -- No check says what a hash over text demands: its call of the function has no collation, a check's has.
           select from pg_partition_ancestors(c.oid) above (oid)
           join pg_catalog.pg_partitioned_table k on k.partrelid = above.oid
           where k.partstrat = 'h' and above.oid <> c.oid and 0 <> any (k.partcollation::oid[])) then (
           -- The oid of a table partitioned by hash gives way to its name.
           select string_agg(coalesce(quote_literal(h.oid::regclass::text) || '::regclass'
                      || substr(h.piece, length(h.oid::text) + 8), h.piece), 'satisfies_hash_partition(' order by h.place)
           from (select p.piece, p.place,
                        case when p.place > 1 then substring(p.piece from '^''(\d+)''::oid')::oid end as oid
                 from regexp_split_to_table(pg_get_partition_constraintdef(c.oid), 'satisfies_hash_partition\(')
                      with ordinality p (piece, place)) h) end as partition_check,
       case when c.relispartition or p.names is null then '[]'::json else p.names end as inherits,
       case when c.reloftype <> 0 then c.reloftype::regtype::text end as of_type
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_am am on am.oid = c.relam
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
left join pg_catalog.pg_class toast on toast.oid = c.reltoastrelid and toast.relkind = 't' and toast.reloptions is not null
left join parents p on p.inhrelid = c.oid
left join (
    select i.indrelid, x.relname
    from pg_catalog.pg_index i
    join pg_catalog.pg_class x on x.oid = i.indexrelid
    where i.indisreplident
) identity on identity.indrelid = c.oid and c.relreplident = 'i'
where c.relkind in ('r', 'p')
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
