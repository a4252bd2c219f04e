create table p (a integer);
create table c () inherits (p);
