-- Primary, unique and foreign keys of the connection's database, a row for each column. MySQL makes no difference between
-- a unique index and a unique key: one with a falling part, a part of a column or an expression is an index here.
select null as schema_name,
       k.table_name as table_name,
       k.constraint_name as key_name,
       concat(k.constraint_name, ' ', k.constraint_type) as key_id,
       case k.constraint_type when 'PRIMARY KEY' then 'p' when 'UNIQUE' then 'u' else 'f' end as kind,
       u.column_name as column_name,
       case when u.referenced_table_schema <> database() then u.referenced_table_schema end as to_schema,
       u.referenced_table_name as to_table,
       u.referenced_column_name as to_column,
       lower(r.update_rule) as on_update,
       lower(r.delete_rule) as on_delete
  from information_schema.table_constraints k
  join information_schema.key_column_usage u
    on u.constraint_schema = k.constraint_schema and u.constraint_name = k.constraint_name
   and u.table_name = k.table_name
   and (u.referenced_table_name is not null) = (k.constraint_type = 'FOREIGN KEY')
  left join information_schema.referential_constraints r
    on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name
   and r.table_name = k.table_name
   and k.constraint_type = 'FOREIGN KEY'
 where k.constraint_schema = database() and k.constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
   and not (k.constraint_type = 'UNIQUE' and exists (
     select 1
       from information_schema.statistics s
      where s.table_schema = k.constraint_schema and s.table_name = k.table_name and s.index_name = k.constraint_name
        and (s.sub_part is not null or s.collation = 'D' or s.column_name is null)
   ))
 order by k.table_name, key_id, u.ordinal_position
