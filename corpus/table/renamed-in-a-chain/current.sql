create table a (x integer);
create table b (y integer);
create view v as select x from a;
