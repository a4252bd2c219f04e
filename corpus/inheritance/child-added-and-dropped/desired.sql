create table p (a integer, b text);
create table c2 (d integer) inherits (p);
