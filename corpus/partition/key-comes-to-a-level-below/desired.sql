create table m (id int not null, d date not null, r int not null, primary key (id, d, r)) partition by range (d);
create table m1 partition of m for values from (minvalue) to (maxvalue) partition by list (r);
create table m1a partition of m1 for values in (1, 2, 3);
create table m1b partition of m1 default;
