create table t (a integer, b integer);
create view new as select b from t where a > 1;
