create table t (a bigint, d date, n text) partition by range (a);
create table p partition of t for values from (1) to (5) partition by list (d);
create table p1 partition of p for values in ('2024-01-01');
create table q partition of t default;
create index t_n on t (n);
create view v as select a, n from t;
