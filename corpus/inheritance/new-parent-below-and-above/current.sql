create table k (id integer);
create table g () inherits (k);
create view v as select id from g;
