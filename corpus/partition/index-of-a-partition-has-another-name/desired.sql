create table t (a integer not null) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create index t_some on t (a) where a > 5;
create index t_a on t (a);
