-- Columns of tables and views, in the schemas that a user made.
select s.name as schema_name,
       o.name as table_name,
       cast(case o.type when 'V' then 1 else 0 end as bit) as is_view,
       c.name as column_name,
       t.name + case
         when t.name in ('decimal', 'numeric') then concat('(', c.precision, ',', c.scale, ')')
         when t.name in ('time', 'datetime2', 'datetimeoffset') then concat('(', c.scale, ')')
         when t.name in ('char', 'varchar', 'binary', 'varbinary', 'nchar', 'nvarchar') then
           concat('(', case c.max_length when -1 then 'max'
             else cast(case when t.name like 'n%' then c.max_length / 2 else c.max_length end as varchar(10)) end, ')')
         else '' end as type_name,
       c.is_nullable as is_nullable,
       d.definition as default_text,
       cast(case when c.is_identity = 1 or c.is_computed = 1 then 1 else 0 end as bit) as is_generated
  from sys.objects o
  join sys.schemas s on s.schema_id = o.schema_id
  join sys.columns c on c.object_id = o.object_id
  join sys.types t on t.user_type_id = c.user_type_id
  left join sys.default_constraints d on d.object_id = c.default_object_id
 where o.type in ('U', 'V') and o.is_ms_shipped = 0
 order by s.name, o.name, c.column_id
