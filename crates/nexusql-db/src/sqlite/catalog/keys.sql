-- Primary keys, the indexes behind unique constraints, and foreign keys. SQLite tells no names of constraints.
select null as schema_name, t.name as table_name, null as key_name, 'p' as key_id, 'p' as kind, c.name as column_name,
       null as to_schema, null as to_table, null as to_column, null as on_update, null as on_delete, c.pk as place
  from sqlite_schema t
  join pragma_table_info(t.name) c
 where t.type = 'table' and c.pk > 0
union all
select null, t.name, null, 'u' || i.seq, 'u', x.name, null, null, null, null, null, x.seqno
  from sqlite_schema t
  join pragma_index_list(t.name) i
  join pragma_index_info(i.name) x
 where t.type = 'table' and i.origin = 'u'
union all
-- Without a column, a foreign key points to the primary key.
select null, t.name, null, 'f' || f.id, 'f', f."from", null, f."table",
       coalesce(f."to", (select p.name from pragma_table_info(f."table") p where p.pk = f.seq + 1)),
       lower(f.on_update), lower(f.on_delete), f.seq
  from sqlite_schema t
  join pragma_foreign_key_list(t.name) f
 where t.type = 'table'
 order by 2, 4, 12
