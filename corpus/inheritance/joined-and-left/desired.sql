create table p (a integer);
create table c (x integer) inherits (p);
