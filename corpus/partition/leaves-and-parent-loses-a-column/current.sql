create table t (a integer, b text) partition by range (a);
create table p partition of t for values from (1) to (5);
create table r partition of t for values from (5) to (9);
