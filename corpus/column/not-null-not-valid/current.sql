create table t (a integer, b integer);
create table u (a integer);
