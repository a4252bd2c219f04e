create table t (a integer not null, b text) partition by range (a);
create table o (a integer not null, b text) partition by range (a);
create table t0 partition of t for values from (0) to (10);
