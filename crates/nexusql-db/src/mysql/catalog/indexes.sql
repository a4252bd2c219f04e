-- Indexes of the connection's database, a row for each part. A unique index is a key: MySQL makes no difference.
-- Expressions are told by MySQL alone, in a column that MariaDB lacks.
select null as schema_name,
       s.table_name as table_name,
       s.index_name as index_name,
       s.non_unique = 0 as is_unique,
       s.column_name as column_name,
       null as expression,
       coalesce(s.collation, 'A') = 'D' as is_descending,
       null as `condition`
  from information_schema.statistics s
 where s.table_schema = database() and s.non_unique = 1
 order by s.table_name, s.index_name, s.seq_in_index
