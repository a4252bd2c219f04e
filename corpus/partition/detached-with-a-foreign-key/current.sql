create table other (id integer primary key) partition by range (id);
create table other1 partition of other for values from (0) to (100);
create table plain (id integer primary key);
create table t (a integer references other, b integer references plain) partition by range (a);
create table t1 partition of t for values from (0) to (100);
create table u (id integer primary key) partition by range (id);
create table u1 partition of u for values from (0) to (100);
create table to_u (id integer references u);
