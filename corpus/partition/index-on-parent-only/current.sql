create table t (a integer, b integer) partition by range (a);
create table p1 partition of t for values from (1) to (5);
create index i on t (b);
create index j on t (a);
