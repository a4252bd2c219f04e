-- What the present database of MySQL or MariaDB holds, in one text: after a statement that changes it, another one.
select concat_ws(' ',
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, table_type, engine, table_collation, table_comment, create_options))), 0))
     from information_schema.tables where table_schema = database() and table_name not like 'nexusql#_migrations#_%' escape '#'),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, column_name, ordinal_position, coalesce(column_default, '-'), is_nullable, column_type, collation_name, extra, column_comment, generation_expression))), 0))
     from information_schema.columns where table_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, index_name, seq_in_index, column_name, non_unique, coalesce(sub_part, 0), index_type, index_comment))), 0))
     from information_schema.statistics where table_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, constraint_name, constraint_type))), 0))
     from information_schema.table_constraints where table_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, constraint_name, update_rule, delete_rule, referenced_table_name))), 0))
     from information_schema.referential_constraints where constraint_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, view_definition, check_option, security_type))), 0))
     from information_schema.views where table_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', routine_name, routine_type, routine_definition, sql_data_access, security_type, last_altered))), 0))
     from information_schema.routines where routine_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', trigger_name, event_manipulation, event_object_table, action_timing, action_statement))), 0))
     from information_schema.triggers where trigger_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', event_name, event_definition, status, interval_value, interval_field))), 0))
     from information_schema.events where event_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', table_name, partition_name, partition_method, partition_expression, partition_description))), 0))
     from information_schema.partitions where table_schema = database()),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', schema_name, default_collation_name))), 0)) from information_schema.schemata),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', grantee, privilege_type, is_grantable))), 0)) from information_schema.user_privileges),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', grantee, table_schema, privilege_type))), 0)) from information_schema.schema_privileges),
  (select concat(count(*), ':', coalesce(sum(crc32(concat_ws('|', grantee, table_schema, table_name, privilege_type))), 0)) from information_schema.table_privileges)
)
