create aggregate total(int) (sfunc = int4_avg_accum, stype = int8[], finalfunc = int8_avg, initcond = '{0,0}');
create table t (a int);
create view v as select total(a)::text from t;
