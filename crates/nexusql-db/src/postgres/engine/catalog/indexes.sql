-- Indexes that no key has, a row for each part; what is only included is no part.
select n.nspname::text as schema_name,
       c.relname::text as table_name,
       i.relname::text as index_name,
       x.indisunique as is_unique,
       a.attname::text as column_name,
       case when a.attname is null then pg_catalog.pg_get_indexdef(x.indexrelid, place, true) end as expression,
       (x.indoption[place - 1] & 1) = 1 as is_descending,
       pg_catalog.pg_get_expr(x.indpred, x.indrelid) as condition
  from pg_catalog.pg_index x
  join pg_catalog.pg_class i on i.oid = x.indexrelid
  join pg_catalog.pg_class c on c.oid = x.indrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral pg_catalog.generate_series(1, x.indnkeyatts::int) as place
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[place - 1] and a.attnum <> 0
 where not exists (select from pg_catalog.pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
 order by n.nspname, c.relname, i.relname, place
