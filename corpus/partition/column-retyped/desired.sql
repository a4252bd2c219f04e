create table t (a integer not null, b bigint) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create view v as select b from t;
