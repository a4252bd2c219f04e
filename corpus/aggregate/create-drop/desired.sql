create aggregate cnt(*) (sfunc = int8inc, stype = int8, initcond = '0');
create aggregate total(x int) (sfunc = int4_sum, stype = int8, combinefunc = int8pl, parallel = safe, msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = int8[], minitcond = '{0,0}', mfinalfunc = int2int4_sum, mfinalfunc_modify = shareable, sspace = 8, msspace = 16);
create aggregate pct(f float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate rnk(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
create aggregate mx(int) (sfunc = int4larger, stype = int, sortop = operator(pg_catalog.>));
comment on aggregate total(int) is 'all of it';
