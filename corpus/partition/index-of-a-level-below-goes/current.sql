create table t (a integer, b integer) partition by range (a);
create table p partition of t for values from (1) to (5) partition by list (b);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
create index i on t (b);
create unique index u on t (a, b);
