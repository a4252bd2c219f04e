create table t (a integer, b integer unique);
create index i on t (a);
create index i2 on t (b, a);
alter table t cluster on i2;
create table u (a integer constraint ua unique, b integer);
create index ub on u (b);
alter table u cluster on ub;
