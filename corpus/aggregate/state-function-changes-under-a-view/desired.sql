create aggregate best(int) (sfunc = int4smaller, stype = int, initcond = '0', parallel = safe);
create table t (a int);
create view v as select best(a) from t;
