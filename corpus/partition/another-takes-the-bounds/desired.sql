create table t (a integer not null, b text) partition by range (a);
create table t2 partition of t for values from (0) to (10);
create table t1 (a integer not null, b text);
create table t3 partition of t default;
