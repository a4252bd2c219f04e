create table t (a integer not null) partition by range (a);
create table u (a integer);
create table r partition of t for values from (100) to (200);
