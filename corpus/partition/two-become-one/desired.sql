create table t (a integer) partition by range (a);
create table p partition of t for values from (1) to (10);
