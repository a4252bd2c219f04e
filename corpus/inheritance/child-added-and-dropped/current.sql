create table p (a integer, b text);
create table c1 () inherits (p);
