-- Indexes but for those behind keys. SQL Server has none on expressions: it indexes computed columns.
select s.name as schema_name, o.name as table_name, i.name as index_name, i.is_unique as is_unique,
       c.name as column_name, cast(null as nvarchar(1)) as expression, x.is_descending_key as is_descending,
       i.filter_definition as condition
  from sys.indexes i
  join sys.objects o on o.object_id = i.object_id and o.type in ('U', 'V') and o.is_ms_shipped = 0
  join sys.schemas s on s.schema_id = o.schema_id
  join sys.index_columns x on x.object_id = i.object_id and x.index_id = i.index_id and x.is_included_column = 0
  join sys.columns c on c.object_id = x.object_id and c.column_id = x.column_id
 where i.is_primary_key = 0 and i.is_unique_constraint = 0 and i.name is not null
 order by s.name, o.name, i.name, x.key_ordinal
