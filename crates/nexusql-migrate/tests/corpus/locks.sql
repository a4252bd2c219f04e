-- What the transaction has locked so far.
select l.relation, l.mode
from pg_catalog.pg_locks l
join pg_catalog.pg_database d on d.oid = l.database
where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
  and d.datname = pg_catalog.current_database()
