create table t (a integer, b integer);
create view old as select a from t;
