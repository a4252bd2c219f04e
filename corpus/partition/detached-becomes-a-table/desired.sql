create table t (a integer not null) partition by range (a);
create table t1 (a integer not null);
