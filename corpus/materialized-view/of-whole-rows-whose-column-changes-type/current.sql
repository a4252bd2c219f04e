create table t (a integer, b text);
create materialized view m as select t as row, array[t] as rows from t;
create view v as select t from t;
