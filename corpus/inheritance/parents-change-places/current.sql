create table a (x integer);
create table b (x integer);
create table c (x integer);
create table k (x integer) inherits (a, b, c);
