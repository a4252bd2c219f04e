create table t (a integer not null, b text) partition by range (a);
create table t0 partition of t for values from (0) to (10);
create table u partition of t default;
create table t1 partition of t for values from (10) to (20);
