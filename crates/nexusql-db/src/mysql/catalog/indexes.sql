-- Indexes of the connection's database that are no keys, a row for each part: see keys.sql. Expressions are told by MySQL
-- alone, in a column that MariaDB lacks.
select null as schema_name,
       s.table_name as table_name,
       s.index_name as index_name,
       s.non_unique = 0 as is_unique,
       case when s.sub_part is null then s.column_name end as column_name,
       case when s.sub_part is not null then concat('`', replace(s.column_name, '`', '``'), '`(', s.sub_part, ')') end as expression,
       coalesce(s.collation, 'A') = 'D' as is_descending,
       null as `condition`
  from information_schema.statistics s
 where s.table_schema = database() and s.index_name <> 'PRIMARY'
   and (s.non_unique = 1 or exists (
     select 1
       from information_schema.statistics p
      where p.table_schema = s.table_schema and p.table_name = s.table_name and p.index_name = s.index_name
        and (p.sub_part is not null or p.collation = 'D' or p.column_name is null)
   ))
 order by s.table_name, s.index_name, s.seq_in_index
