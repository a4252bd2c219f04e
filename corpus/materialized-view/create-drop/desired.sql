create table t (a integer);
create materialized view n as select count(*) as n from t with no data;
