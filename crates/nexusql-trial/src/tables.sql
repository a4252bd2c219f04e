-- Returns every table and materialized view that holds rows itself.
select n.nspname::text, c.relname::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
    and (c.relkind = 'r' or c.relkind = 'm' and c.relispopulated)
order by 1, 2
