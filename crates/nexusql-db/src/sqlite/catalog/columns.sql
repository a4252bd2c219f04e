-- Columns of tables and views. SQLite has no schemas; what begins with sqlite_ is its own.
select null as schema_name,
       t.name as table_name,
       t.type = 'view' as is_view,
       c.name as column_name,
       lower(c.type) as type_name,
       c."notnull" = 0 and c.pk = 0 as is_nullable,
       c.dflt_value as default_text,
       c.hidden in (2, 3) as is_generated
  from sqlite_schema t
  join pragma_table_xinfo(t.name) c
 where t.type in ('table', 'view') and t.name not like 'sqlite\_%' escape '\' and c.hidden <> 1
 order by t.name, c.cid
