create aggregate best(int) (sfunc = int4larger, stype = int);
create table t (a int);
create view v as select best(a) from t;
