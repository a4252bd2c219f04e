create table t (a integer) partition by range (a);
create table p (a integer);
create table r (a integer, b text);
