-- server: foreign servers, without options that hold a secret
-- only if: pg_foreign_server
select s.tableoid as classid, s.oid as objid, 0 as objsubid,
       array[s.srvname]::text[] as path,
       w.fdwname as wrapper,
       s.srvtype as server_type,
       s.srvversion as version,
       coalesce(o.options, '{}') as options
from pg_catalog.pg_foreign_server s
join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
left join lateral (
    select json_object_agg(option_name, coalesce(option_value, '') order by option_name) as options
    from pg_options_to_table(s.srvoptions)
    where option_name !~* '(passw|passfile|passphrase|passcode|pwd|secret|credential|token$|(ssl|api|private|access|scram_client|scram_server|encryption|account|sas)_?key)'
       or option_name = 'password_required'
) o on true
where not exists (
      select from pg_catalog.pg_depend e
      where e.classid = s.tableoid and e.objid = s.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
