create table p (a integer, gone integer);
create table c (a integer);
create table o (x integer);
create table m (x integer, y integer) inherits (o);
