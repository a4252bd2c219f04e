create table t (a integer);
create view v as select a, 1 as b from t;
