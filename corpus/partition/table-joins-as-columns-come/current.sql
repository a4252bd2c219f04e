create table t (a integer, c integer) partition by range (a);
create table r partition of t for values from (30) to (40);
create table p (a integer, c integer);
create table q partition of t for values from (10) to (20);
