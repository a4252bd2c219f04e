-- comment: comments; the address is the target's
-- Below 16384 stands what initdb made: of that only schemas and extensions are modelled.
select d.classoid as classid, d.objoid as objid, d.objsubid, null::text[] as path,
       d.description as text
from pg_catalog.pg_description d
where d.objoid >= 16384
   or d.classoid in ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_extension'::regclass)
union all
select d.classoid, d.objoid, 0, null, d.description
from pg_catalog.pg_shdescription d
where d.classoid = 'pg_catalog.pg_authid'::regclass
