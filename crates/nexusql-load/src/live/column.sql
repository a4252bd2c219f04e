-- column: columns of tables and foreign tables
with not_nulls as materialized ( -- since 18
    select conrelid, conkey[1] as attnum, conname, connoinherit, convalidated, conislocal -- since 18
    from pg_catalog.pg_constraint where contype = 'n' -- since 18
), counters as materialized ( -- since 18
with counters as materialized ( -- before 18
    select d.refobjid, d.refobjsubid,
           json_build_array(n.nspname, c.relname) as name,
           q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid = d.objid and c.relkind = 'S'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequence q on q.seqrelid = c.oid
    where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
      and d.deptype = 'i' and d.refobjsubid > 0
)
select c.tableoid as classid, c.oid as objid, a.attnum::int4 as objsubid,
       array[n.nspname, c.relname, a.attname]::text[] as path,
       a.attnum as position,
       format_type(a.atttypid, a.atttypmod) as data_type,
       case when a.attcollation not in (0, t.typcollation) then a.attcollation::regcollation::text end as collation,
       case when a.attnotnull then
           -- As most are: a constant costs less than one made for each column.
           case when true -- before 18
           case when not k.connoinherit and k.convalidated -- since 18
               and k.conname = c.relname || '_' || a.attname || '_not_null' -- since 18
               then '{"name": null, "no_inherit": false, "validated": true}'::json
           -- The name that PostgreSQL would choose: makeObjectName in indexcmds.c, which cuts long names. -- since 18
           else json_build_object( -- since 18
               'name', nullif(k.conname::text, left(c.relname, least(length(c.relname), greatest(53 - length(a.attname), 27))) -- since 18
                   || '_' || left(a.attname, least(length(a.attname), greatest(53 - length(c.relname), 26))) || '_not_null'), -- since 18
               'no_inherit', coalesce(k.connoinherit, false), -- since 18
               'validated', coalesce(k.convalidated, true)) -- since 18
           end
       end as not_null,
       coalesce(not k.conislocal, false) as not_null_comes_down, -- since 18
       -- From 17 on a partition counts by its parent's sequence, and is an identity because that is one.
       case when a.attidentity <> '' and i.refobjid is not null then json_build_object(
           'always', a.attidentity = 'a', 'sequence', i.name, 'start', i.seqstart, 'increment', i.seqincrement,
           'min', i.seqmin, 'max', i.seqmax, 'cache', i.seqcache, 'cycle', i.seqcycle) end as identity,
       case when a.attgenerated <> '' then json_build_object(
           'expression', (
               select pg_get_expr(g.adbin, g.adrelid) from pg_catalog.pg_attrdef g
               where g.adrelid = a.attrelid and g.adnum = a.attnum),
           'stored', a.attgenerated = 's') end as generated,
       case when a.attstorage <> t.typstorage then case a.attstorage
           when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'x' then 'EXTENDED' when 'm' then 'MAIN' end end as storage,
       case t.typstorage when 'm' then 'MAIN' when 'e' then 'EXTERNAL' end as own_storage,
       case when t.oid >= 16384 then coalesce((
           select json_agg(y.castsource::regtype::text order by y.castsource) from pg_catalog.pg_cast y
           where y.casttarget = t.oid and y.castmethod = 'b'), '[]') else '[]' end as binary_from,
       case when t.oid >= 16384 then coalesce((
           select json_agg(y.casttarget::regtype::text order by y.casttarget) from pg_catalog.pg_cast y
           where y.castsource = t.oid and y.castmethod = 'b'), '[]') else '[]' end as binary_to,
       case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end as compression, -- since 14
       null as compression, -- before 14
       case when a.attstattarget >= 0 then a.attstattarget end as statistics,
       case when a.attoptions is null then '{}'::json else coalesce((
           select json_object_agg(split_part(o, '=', 1), substr(o, strpos(o, '=') + 1) order by o collate "C")
           from unnest(a.attoptions) o
           -- 15.20 keeps a number of its own here, which pg_dump leaves out too
           where o !~ '^pg_attver='), '{}') end as options,
       case when a.attfdwoptions is null then '{}'::json else (
           select json_object_agg(option_name, coalesce(option_value, '') order by option_name collate "C")
           from pg_options_to_table(a.attfdwoptions)) end as fdw_options,
       a.attislocal as local,
       a.attinhcount > 0 as inherited
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
left join counters i on i.refobjid = a.attrelid and i.refobjsubid = a.attnum and a.attidentity <> ''
left join not_nulls k on k.conrelid = a.attrelid and k.attnum = a.attnum -- since 18
where a.attnum > 0 and not a.attisdropped
  and c.relkind in ('r', 'p', 'f')
  and not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
  and c.oid not in ( -- A hashed list; the planner makes a nested loop of "not exists".
      select e.objid from pg_catalog.pg_depend e
      where e.refclassid = 'pg_catalog.pg_extension'::regclass and e.classid = 'pg_catalog.pg_class'::regclass and e.deptype = 'e')
