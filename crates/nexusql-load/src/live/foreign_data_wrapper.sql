-- foreign-data-wrapper: foreign-data wrappers, without options that hold a secret
-- only if: pg_foreign_data_wrapper
select w.tableoid as classid, w.oid as objid, 0 as objsubid,
       array[w.fdwname]::text[] as path,
       nullif(w.fdwhandler::regproc::text, '-') as handler,
       nullif(w.fdwvalidator::regproc::text, '-') as validator,
       coalesce(o.options, '{}') as options
from pg_catalog.pg_foreign_data_wrapper w
left join lateral (
    select json_object_agg(option_name, coalesce(option_value, '') order by option_name) as options
    from pg_options_to_table(w.fdwoptions)
    where option_name !~* '(passw|passfile|passphrase|passcode|pwd|secret|credential|token$|(ssl|api|private|access|scram_client|scram_server|encryption|account|sas)_?key)'
       or option_name = 'password_required'
) o on true
where w.oid >= 16384
  and not exists (
      select from pg_catalog.pg_depend e
      where e.classid = w.tableoid and e.objid = w.oid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
