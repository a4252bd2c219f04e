create table m (id int, f int, primary key (id, f)) partition by list (f);
create table m1 partition of m for values in (1, 2, 3);
create table m2 partition of m default;
