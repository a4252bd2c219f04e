-- Returns a line for everything that a schema is made of, by names only, so that two states of one server can be compared
-- quickly. The catalog proper is read by the other files here; this one says only whether something differs.
with own as (
    select oid from pg_catalog.pg_namespace
    where nspname not like 'pg\_%' and nspname <> 'information_schema'
), classes as (
    select c.* from pg_catalog.pg_class c where c.relnamespace in (select oid from own)
), lines as (
select pg_catalog.concat_ws('|', 'schema', n.nspname, n.nspowner::regrole, n.nspacl::text) as line
from pg_catalog.pg_namespace n where n.oid in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'class', c.oid::regclass, c.relkind, c.relpersistence, c.relowner::regrole, c.relacl::text,
    c.reloptions::text, c.relrowsecurity, c.relforcerowsecurity, c.relispartition, c.relreplident,
    pg_catalog.pg_get_expr(c.relpartbound, c.oid), c.reloftype::regtype, c.reltablespace,
    case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end,
    case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    case when c.relkind = 'm' then c.relispopulated end)
from classes c where c.relkind not in ('i', 'I', 't')
union all
select pg_catalog.concat_ws('|', 'column', a.attrelid::regclass, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
    a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, a.attcollation::regcollation, a.attstattarget, a.attacl::text,
    a.attoptions::text, a.attfdwoptions::text, a.attislocal, a.attinhcount, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
from pg_catalog.pg_attribute a join classes c on c.oid = a.attrelid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relkind not in ('i', 'I', 't', 'S')
union all
-- The name of a NOT NULL that comes from a parent is chosen by PostgreSQL, by what is there already, and cannot be changed.
select pg_catalog.concat_ws('|', 'constraint', nullif(k.conrelid, 0)::regclass, nullif(k.contypid, 0)::regtype,
    case when k.contype <> 'n' or k.conislocal then k.conname end,
    pg_catalog.pg_get_constraintdef(k.oid), k.convalidated, k.conislocal, k.coninhcount)
from pg_catalog.pg_constraint k where k.connamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'index', pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready,
    i.indisclustered, i.indisreplident, c.relispartition, c.reloptions::text)
from pg_catalog.pg_index i join classes c on c.oid = i.indexrelid
union all
select pg_catalog.concat_ws('|', 'inherits', h.inhrelid::regclass, h.inhparent::regclass, h.inhseqno)
from pg_catalog.pg_inherits h join classes c on c.oid = h.inhrelid
union all
select pg_catalog.concat_ws('|', 'sequence', s.seqrelid::regclass, s.seqtypid::regtype, s.seqstart, s.seqincrement,
    s.seqmin, s.seqmax, s.seqcache, s.seqcycle, d.refobjid::regclass, d.refobjsubid > 0, d.deptype)
from pg_catalog.pg_sequence s join classes c on c.oid = s.seqrelid
left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = s.seqrelid
    and d.deptype in ('a', 'i') and d.refclassid = 'pg_catalog.pg_class'::regclass
union all
select pg_catalog.concat_ws('|', 'trigger', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled)
from pg_catalog.pg_trigger t join classes c on c.oid = t.tgrelid where not t.tgisinternal
union all
select pg_catalog.concat_ws('|', 'rule', pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled)
from pg_catalog.pg_rewrite r join classes c on c.oid = r.ev_class where r.rulename <> '_RETURN'
union all
select pg_catalog.concat_ws('|', 'policy', p.polname, p.polrelid::regclass, p.polcmd, p.polpermissive, p.polroles::regrole[]::text,
    pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
from pg_catalog.pg_policy p
union all
select pg_catalog.concat_ws('|', 'routine', p.oid::regprocedure, p.prokind, p.proowner::regrole, p.proacl::text,
    case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end,
    (select pg_catalog.concat_ws(',', a.aggkind, a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggtranstype::regtype, a.agginitval,
        a.aggsortop::regoperator, a.aggfinalmodify, a.aggmtransfn, a.aggmfinalfn, a.aggmtranstype::regtype)
     from pg_catalog.pg_aggregate a where a.aggfnoid = p.oid))
from pg_catalog.pg_proc p where p.pronamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'type', t.oid::regtype, t.typtype, t.typowner::regrole, t.typacl::text, t.typnotnull, t.typdefault,
    pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typcollation::regcollation, t.typisdefined, t.typinput,
    (select pg_catalog.string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid),
    (select pg_catalog.concat_ws(',', r.rngsubtype::regtype, r.rngcollation::regcollation, r.rngcanonical, r.rngsubdiff)
     from pg_catalog.pg_range r where r.rngtypid = t.oid))
from pg_catalog.pg_type t where t.typnamespace in (select oid from own) and t.typcategory <> 'A'
union all
select pg_catalog.concat_ws('|', 'cast', c.castsource::regtype, c.casttarget::regtype, c.castfunc::regprocedure, c.castcontext, c.castmethod)
from pg_catalog.pg_cast c where c.oid >= 16384
union all
select pg_catalog.concat_ws('|', 'operator', o.oid::regoperator, o.oprowner::regrole, o.oprcode, o.oprcom::regoperator,
    o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash)
from pg_catalog.pg_operator o where o.oprnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'operator class', o.opcnamespace::regnamespace, o.opcname, o.opcmethod, o.opcdefault,
    o.opcintype::regtype, f.opfname)
from pg_catalog.pg_opclass o join pg_catalog.pg_opfamily f on f.oid = o.opcfamily where o.opcnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'operator family', o.opfnamespace::regnamespace, o.opfname, o.opfmethod)
from pg_catalog.pg_opfamily o where o.opfnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'amop', f.opfname, m.amopstrategy, m.amopopr::regoperator, m.amoppurpose)
from pg_catalog.pg_amop m join pg_catalog.pg_opfamily f on f.oid = m.amopfamily where m.oid >= 16384
union all
select pg_catalog.concat_ws('|', 'amproc', f.opfname, m.amprocnum, m.amproc)
from pg_catalog.pg_amproc m join pg_catalog.pg_opfamily f on f.oid = m.amprocfamily where m.oid >= 16384
union all
select pg_catalog.concat_ws('|', 'collation', c.oid::regcollation, c.collprovider, c.collcollate, c.collctype, c.collisdeterministic)
from pg_catalog.pg_collation c where c.collnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'conversion', c.connamespace::regnamespace, c.conname, c.conproc, c.condefault)
from pg_catalog.pg_conversion c where c.connamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'statistics', pg_catalog.pg_get_statisticsobjdef(s.oid), s.stxowner::regrole)
from pg_catalog.pg_statistic_ext s where s.stxnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'text search', c.oid::regconfig, c.cfgowner::regrole, (select p.prsname from pg_catalog.pg_ts_parser p where p.oid = c.cfgparser),
    (select pg_catalog.string_agg(pg_catalog.concat_ws(':', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ',' order by m.maptokentype, m.mapseqno)
     from pg_catalog.pg_ts_config_map m where m.mapcfg = c.oid))
from pg_catalog.pg_ts_config c where c.cfgnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'dictionary', d.oid::regdictionary, d.dictowner::regrole, (select t.tmplname from pg_catalog.pg_ts_template t where t.oid = d.dicttemplate), d.dictinitoption)
from pg_catalog.pg_ts_dict d where d.dictnamespace in (select oid from own)
union all
select pg_catalog.concat_ws('|', 'parser', p.prsnamespace::regnamespace, p.prsname) from pg_catalog.pg_ts_parser p where p.oid >= 16384
union all
select pg_catalog.concat_ws('|', 'template', p.tmplnamespace::regnamespace, p.tmplname) from pg_catalog.pg_ts_template p where p.oid >= 16384
union all
select pg_catalog.concat_ws('|', 'publication', p.pubname, p.pubowner::regrole, p.puballtables, p.pubinsert, p.pubupdate,
    p.pubdelete, p.pubtruncate, p.pubviaroot,
    (select pg_catalog.string_agg(r.prrelid::regclass::text, ',' order by r.prrelid::regclass::text)
     from pg_catalog.pg_publication_rel r where r.prpubid = p.oid))
from pg_catalog.pg_publication p
union all
select pg_catalog.concat_ws('|', 'extension', e.extname, e.extversion, e.extnamespace::regnamespace) from pg_catalog.pg_extension e
union all
select pg_catalog.concat_ws('|', 'language', l.lanname, l.lanowner::regrole, l.lanacl::text, l.lanpltrusted) from pg_catalog.pg_language l
union all
select pg_catalog.concat_ws('|', 'event trigger', e.evtname, e.evtevent, e.evtfoid::regprocedure, e.evtenabled, e.evttags::text) from pg_catalog.pg_event_trigger e
union all
select pg_catalog.concat_ws('|', 'fdw', f.fdwname, f.fdwowner::regrole, f.fdwacl::text, f.fdwoptions::text, f.fdwhandler::regproc) from pg_catalog.pg_foreign_data_wrapper f
union all
select pg_catalog.concat_ws('|', 'server', s.srvname, s.srvowner::regrole, s.srvtype, s.srvversion, s.srvacl::text, s.srvoptions::text) from pg_catalog.pg_foreign_server s
union all
select pg_catalog.concat_ws('|', 'mapping', m.srvname, m.usename, m.umoptions::text) from pg_catalog.pg_user_mappings m
union all
select pg_catalog.concat_ws('|', 'foreign table', f.ftrelid::regclass, s.srvname, f.ftoptions::text)
from pg_catalog.pg_foreign_table f join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
union all
select pg_catalog.concat_ws('|', 'default privileges', d.defaclrole::regrole, nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype, d.defaclacl::text) from pg_catalog.pg_default_acl d
union all
select pg_catalog.concat_ws('|', 'comment', pg_catalog.pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
from pg_catalog.pg_description d where d.objoid >= 16384
union all
select pg_catalog.concat_ws('|', 'transform', t.trftype::regtype, l.lanname, t.trffromsql::regprocedure, t.trftosql::regprocedure)
from pg_catalog.pg_transform t join pg_catalog.pg_language l on l.oid = t.trflang
union all
select pg_catalog.concat_ws('|', 'role', r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
    r.rolreplication, r.rolbypassrls, r.rolconnlimit, r.rolvaliduntil)
from pg_catalog.pg_roles r where r.oid >= 16384
union all
select pg_catalog.concat_ws('|', 'member', m.roleid::regrole, m.member::regrole, m.admin_option) from pg_catalog.pg_auth_members m where m.roleid >= 16384 or m.member >= 16384
union all
select pg_catalog.concat_ws('|', 'setting', s.setrole::regrole, d.datname = pg_catalog.current_database(), s.setconfig::text)
from pg_catalog.pg_db_role_setting s left join pg_catalog.pg_database d on d.oid = s.setdatabase
where s.setdatabase = 0 or d.datname = pg_catalog.current_database()
)
select line from lines
