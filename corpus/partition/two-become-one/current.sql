create table t (a integer) partition by range (a);
create table p partition of t for values from (1) to (5);
create table p2 partition of t for values from (5) to (10);
