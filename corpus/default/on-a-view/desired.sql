create table t (a integer, b integer);
create view v as select a, b from t;
alter view v alter column b set default 7;
