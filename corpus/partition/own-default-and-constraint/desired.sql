create table t (a integer not null, b integer default 1) partition by range (a);
create table t1 partition of t (b default 2, constraint small check (b < 100)) for values from (0) to (10);
create index t1_b on t1 (b);
