create table t (a integer not null, b text) partition by range (a);
create table t2 partition of t for values from (10) to (20);
create table t3 partition of t for values from (20) to (maxvalue);
