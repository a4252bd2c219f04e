create table t (a integer, b text) partition by range (a);
create table r partition of t for values from (30) to (40);
create table p partition of t for values from (1) to (5);
create table q (a integer, c integer);
