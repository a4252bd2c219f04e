create table t (a integer not null, b integer default 1) partition by range (a);
create table t1 partition of t for values from (0) to (10);
