create table t (a integer not null) partition by range (a);
create table u partition of t for values from (1) to (10);
