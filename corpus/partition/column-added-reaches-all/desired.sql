create table t (a integer not null, b integer not null default 3, c text) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create table td partition of t default;
