create aggregate total(int) (sfunc = int4_sum, stype = int8);
create table t (a int);
create view v as select total(a)::text from t;
