-- Whether a copy to the table $1 does what an insert does. The name is as the statement has it.
select c.relkind in ('r', 'p')
   and not c.relhasrules
   and not c.relrowsecurity
   and not exists (
     select from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and a.attidentity = 'a'
   )
   and not exists (
     select from pg_catalog.pg_trigger t
      where t.tgrelid = c.oid and not t.tgisinternal and t.tgtype & 1 = 0
   )
  from pg_catalog.pg_class c
 where c.oid = pg_catalog.to_regclass($1)
