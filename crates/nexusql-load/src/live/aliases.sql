-- aliases: objects that are not modelled, with the object that stands for them
-- Objects that depend internally on another (row types, array types, the rule behind a view, the sequence of an identity
-- column, the index behind a constraint …) need no line here: depends.sql has them with type "i".
select d.classid, d.objid, 0 as objsubid, d.refclassid, d.refobjid, 0 as refobjsubid
from pg_catalog.pg_depend d
where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'e'
union all
-- The expression of a generated column is the column's own.
select d.tableoid, d.oid, 0, 'pg_catalog.pg_class'::regclass, d.adrelid, d.adnum
from pg_catalog.pg_attrdef d
join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum and a.attgenerated <> ''
union all
-- Hidden copies of a foreign key to a partitioned table.
select k.tableoid, k.oid, 0, k.tableoid, k.conparentid, 0
from pg_catalog.pg_constraint k
where k.conparentid <> 0
union all
-- Not-null constraints (18 and later).
select k.tableoid, k.oid, 0, 'pg_catalog.pg_class'::regclass, k.conrelid, k.conkey[1]
from pg_catalog.pg_constraint k
where k.contype = 'n' and k.conrelid <> 0
union all
-- The row of a domain's not-null constraint (17 and later).
select k.tableoid, k.oid, 0, 'pg_catalog.pg_type'::regclass, k.contypid, 0
from pg_catalog.pg_constraint k
where k.contype = 'n' and k.contypid <> 0
union all
-- Loose members of operator families, tables and schemas of publications.
select d.classid, d.objid, 0, d.refclassid, d.refobjid, 0
from pg_catalog.pg_depend d
where d.deptype = 'a'
  and (d.refclassid = 'pg_catalog.pg_opfamily'::regclass
           and d.classid in ('pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass)
       or d.refclassid = 'pg_catalog.pg_publication'::regclass)
