-- The session that holds advisory lock $1 of this database.
select a.pid, a.query
from pg_catalog.pg_locks l
join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 1
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
  and (l.classid::int8 << 32 | l.objid::int8) = $1::int8
