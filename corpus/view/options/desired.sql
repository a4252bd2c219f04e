create table t (a integer);
create view v with (security_barrier = true) as select a from t where a > 0 with cascaded check option;
