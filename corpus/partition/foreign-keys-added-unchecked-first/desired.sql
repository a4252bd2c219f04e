create table p (id integer primary key);
create table t (a integer not null, p integer references p, primary key (a)) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create table c (a integer references t);
