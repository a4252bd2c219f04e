create table a (id int primary key, x text);
create table b (id int primary key);
create table c (id int primary key);
create schema s;
create table s.t (id int);
create publication p for tables in schema s;
