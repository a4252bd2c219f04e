create table t (a integer, b integer);
create view v as select a, b from t;
