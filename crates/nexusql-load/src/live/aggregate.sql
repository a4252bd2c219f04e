-- aggregate: aggregate functions
-- only if: pg_proc where prokind = 'a'
-- The identity is made of the types alone, in the form that DROP AGGREGATE takes.
with routine as (
    select p.oid, p.tableoid, n.nspname, p.proname, p.proargtypes, p.pronargs, p.proparallel,
           -- A variadic direct argument is the aggregated one as well: it is stored once and written twice.
           a.aggkind <> 'n' and a.aggnumdirectargs = p.pronargs as repeats_last
    from pg_catalog.pg_proc p
    join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where not starts_with(n.nspname, 'pg_') and n.nspname <> 'information_schema'
      and not exists (
          select from pg_catalog.pg_depend e
          where e.classid = p.tableoid and e.objid = p.oid
            and e.refclassid = 'pg_catalog.pg_extension'::regclass and e.deptype = 'e')
), arguments as (
    select r.oid,
           string_agg(written, ', ' order by place) filter (where g.aggkind = 'n' or place <= g.aggnumdirectargs) as direct,
           string_agg(written, ', ' order by place)
               filter (where g.aggkind <> 'n' and (place > g.aggnumdirectargs or repeats_last and place = r.pronargs))
               as aggregated
    from routine r
    join pg_catalog.pg_aggregate g on g.aggfnoid = r.oid
    cross join lateral unnest(r.proargtypes::oid[]) with ordinality as u (type, place)
    cross join lateral (
        select case when repeats_last and place = r.pronargs then 'VARIADIC ' else '' end || format_type(u.type, null)
    ) w (written)
    group by r.oid
)
select r.tableoid as classid, r.oid as objid, 0 as objsubid,
       array[r.nspname, r.proname,
             case when r.pronargs = 0 then '*' else concat_ws(' ', s.direct, 'ORDER BY ' || s.aggregated) end]::text[] as path,
       case when r.pronargs = 0 then '*' else pg_get_function_arguments(r.oid) end as arguments,
       pg_get_function_result(r.oid) as result,
       concat_ws(', ',
           'SFUNC = ' || a.aggtransfn::text,
           'STYPE = ' || format_type(a.aggtranstype, null),
           case when a.aggtransspace <> 0 then 'SSPACE = ' || a.aggtransspace end,
           'INITCOND = ' || quote_literal(a.agginitval),
           'FINALFUNC = ' || nullif(a.aggfinalfn::text, '-'),
           case when a.aggfinalextra then 'FINALFUNC_EXTRA' end,
           case when a.aggfinalfn <> 0 and a.aggfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end
               then 'FINALFUNC_MODIFY = ' || case a.aggfinalmodify
                   when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
           'COMBINEFUNC = ' || nullif(a.aggcombinefn::text, '-'),
           'SERIALFUNC = ' || nullif(a.aggserialfn::text, '-'),
           'DESERIALFUNC = ' || nullif(a.aggdeserialfn::text, '-'),
           'MSFUNC = ' || nullif(a.aggmtransfn::text, '-'),
           'MINVFUNC = ' || nullif(a.aggminvtransfn::text, '-'),
           case when a.aggmtranstype <> 0 then 'MSTYPE = ' || format_type(a.aggmtranstype, null) end,
           case when a.aggmtransspace <> 0 then 'MSSPACE = ' || a.aggmtransspace end,
           'MINITCOND = ' || quote_literal(a.aggminitval),
           'MFINALFUNC = ' || nullif(a.aggmfinalfn::text, '-'),
           case when a.aggmfinalextra then 'MFINALFUNC_EXTRA' end,
           case when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> case when a.aggkind = 'n' then 'r' else 'w' end
               then 'MFINALFUNC_MODIFY = ' || case a.aggmfinalmodify
                   when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end,
           'SORTOP = OPERATOR(' || quote_ident(sort_schema.nspname) || '.' || sort.oprname || ')',
           case r.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end,
           case when a.aggkind = 'h' then 'HYPOTHETICAL' end) as definition
from routine r
join pg_catalog.pg_aggregate a on a.aggfnoid = r.oid
left join arguments s on s.oid = r.oid
left join pg_catalog.pg_operator sort on sort.oid = a.aggsortop
left join pg_catalog.pg_namespace sort_schema on sort_schema.oid = sort.oprnamespace
