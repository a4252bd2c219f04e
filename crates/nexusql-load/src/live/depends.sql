-- depends: who needs whom, as raw addresses; what initdb made needs nothing
select d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype
from pg_catalog.pg_depend d
where d.objid >= 16384 and d.deptype <> 'e'
