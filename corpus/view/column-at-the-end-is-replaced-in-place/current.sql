create table t (a integer, b integer);
create view v as select a from t;
create view w as select a from v;
