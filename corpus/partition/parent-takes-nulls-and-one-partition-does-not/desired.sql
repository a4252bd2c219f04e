create table m (id int, a int) partition by list (id);
create table m1 partition of m for values in (1) partition by list (a);
create table m11 partition of m1 (a not null) for values in (1);
create table m12 partition of m1 default;
create table m2 partition of m (a not null) default;
