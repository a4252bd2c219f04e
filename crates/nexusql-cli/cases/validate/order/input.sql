create view v as select * from t;
create table t (id int);
