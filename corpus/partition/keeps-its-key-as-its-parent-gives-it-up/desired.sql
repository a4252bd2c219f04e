create table m (id int, f int) partition by list (f);
create table m1 partition of m for values in (1, 2, 3);
create table m2 partition of m default;
alter table m1 add constraint m1_pkey primary key (id, f);
