-- Indexes that were made by name. SQLite tells neither their expressions nor their condition apart from the statement.
select null as schema_name,
       t.name as table_name,
       i.name as index_name,
       i."unique" = 1 as is_unique,
       x.name as column_name,
       null as expression,
       x."desc" = 1 as is_descending,
       case when i.partial then trim(substr(s.sql, instr(lower(s.sql), ' where ') + 7)) end as condition
  from sqlite_schema t
  join pragma_index_list(t.name) i
  join pragma_index_xinfo(i.name) x
  join sqlite_schema s on s.type = 'index' and s.name = i.name
 where t.type = 'table' and i.origin = 'c' and x.key = 1
 order by t.name, i.name, x.seqno
