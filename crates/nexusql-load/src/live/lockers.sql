-- lockers: who keeps readers of a table out
select format('Session %s holds %s on %s: %s', l.pid, upper(regexp_replace(replace(l.mode, 'Lock', ''), '([a-z])([A-Z])', '\1 \2', 'g')),
              string_agg(distinct l.relation::regclass::text, ', '), left(coalesce(min(a.query), ''), 100))
from pg_catalog.pg_locks l
left join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation' and l.granted and l.mode = 'AccessExclusiveLock' and l.pid <> pg_backend_pid()
  and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
group by l.pid, l.mode
order by l.pid
