create table p (id int, a int not null);
create table c1 () inherits (p);
create table c2 () inherits (p);
create table c3 () inherits (c2);
