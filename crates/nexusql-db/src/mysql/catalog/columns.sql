-- Columns of tables and views of the connection's database. What MySQL calls a schema is a database.
select null as schema_name,
       c.table_name as table_name,
       t.table_type in ('VIEW', 'SYSTEM VIEW') as is_view,
       c.column_name as column_name,
       c.column_type as type_name,
       c.is_nullable = 'YES' as is_nullable,
       -- MariaDB writes the default of a column that may be null as the word.
       case when c.column_default = 'NULL' and c.is_nullable = 'YES' then null else c.column_default end as default_text,
       c.extra like '%auto_increment%' or coalesce(c.generation_expression, '') <> '' as is_generated
  from information_schema.columns c
  join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
 where c.table_schema = database()
 order by c.table_name, c.ordinal_position
