create table t (a integer);
create view v as select a::text as a from t;
