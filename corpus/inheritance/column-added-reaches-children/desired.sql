create table p (a integer, b text default 'z');
create table c (x integer) inherits (p);
