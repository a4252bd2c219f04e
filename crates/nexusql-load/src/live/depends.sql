-- depends: who needs whom, as raw addresses; what initdb made needs nothing
-- One row of arrays: tens of thousands of small rows would take longer to send than to find.
select array_agg(d.classid), array_agg(d.objid), array_agg(d.objsubid),
       array_agg(d.refclassid), array_agg(d.refobjid), array_agg(d.refobjsubid), array_agg(d.deptype)
from pg_catalog.pg_depend d
where d.objid >= 16384 and d.deptype <> 'e'
