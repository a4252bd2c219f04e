create table b (x integer);
create table c (y integer);
create view v as select x from b;
