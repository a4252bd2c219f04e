create table p (id int, a int);
create table c1 () inherits (p);
create table c2 () inherits (p);
create table c3 () inherits (c2);
alter table c1 alter a set not null;
