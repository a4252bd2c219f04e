-- Indexes that a failed concurrent build left behind.
select i.indexrelid::pg_catalog.regclass::text
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
where not i.indisvalid and c.relkind = 'i'
