-- Primary and unique keys, and foreign keys.
select s.name as schema_name, o.name as table_name, k.name as key_name, k.name as key_id,
       case k.type when 'PK' then 'p' else 'u' end as kind, c.name as column_name,
       cast(null as sysname) as to_schema, cast(null as sysname) as to_table, cast(null as sysname) as to_column,
       cast(null as varchar(20)) as on_update, cast(null as varchar(20)) as on_delete, i.key_ordinal as place
  from sys.key_constraints k
  join sys.objects o on o.object_id = k.parent_object_id and o.is_ms_shipped = 0
  join sys.schemas s on s.schema_id = o.schema_id
  join sys.index_columns i on i.object_id = o.object_id and i.index_id = k.unique_index_id
  join sys.columns c on c.object_id = o.object_id and c.column_id = i.column_id
union all
select s.name, o.name, f.name, f.name, 'f', c.name, ts.name, t.name, tc.name,
       lower(replace(f.update_referential_action_desc, '_', ' ')),
       lower(replace(f.delete_referential_action_desc, '_', ' ')), p.constraint_column_id
  from sys.foreign_keys f
  join sys.objects o on o.object_id = f.parent_object_id and o.is_ms_shipped = 0
  join sys.schemas s on s.schema_id = o.schema_id
  join sys.foreign_key_columns p on p.constraint_object_id = f.object_id
  join sys.columns c on c.object_id = p.parent_object_id and c.column_id = p.parent_column_id
  join sys.objects t on t.object_id = f.referenced_object_id
  join sys.schemas ts on ts.schema_id = t.schema_id
  join sys.columns tc on tc.object_id = p.referenced_object_id and tc.column_id = p.referenced_column_id
 order by 1, 2, 4, 12
