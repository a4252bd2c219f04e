-- user-mapping: user mappings, without options that hold a secret
-- only if: pg_foreign_server
-- Read through the view: the table is closed to ordinary users, and the view shows them no options that are not theirs.
select 'pg_catalog.pg_user_mapping'::regclass::oid as classid, u.umid as objid, 0 as objsubid,
       array[u.srvname, case when u.umuser = 0 then 'PUBLIC' else u.usename end]::text[] as path,
       coalesce(o.options, '{}') as options
from pg_catalog.pg_user_mappings u
left join lateral (
    select json_object_agg(option_name, coalesce(option_value, '') order by option_name) as options
    from pg_options_to_table(u.umoptions)
    where option_name !~* '(passw|passfile|passphrase|passcode|pwd|secret|credential|token$|(ssl|api|private|access|scram_client|scram_server|encryption|account|sas)_?key)'
       or option_name = 'password_required'
) o on true
where not exists (
      select from pg_catalog.pg_depend e
      where e.classid = 'pg_catalog.pg_user_mapping'::regclass and e.objid = u.umid
        and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
