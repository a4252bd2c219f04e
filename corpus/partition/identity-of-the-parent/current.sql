create table t (a integer generated always as identity, b text) partition by range (a);
create table t1 partition of t for values from (0) to (1000);
create table u (a integer not null, b text);
