create table t (a integer not null, b integer default 5, constraint a_odd check (a % 2 = 1), constraint b_small check (b < 10)) partition by range (a);
create table u partition of t for values from (1) to (100);
create table r partition of t for values from (100) to (300);
