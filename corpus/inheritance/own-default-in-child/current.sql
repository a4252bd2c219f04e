create table p (a integer default 1);
create table c () inherits (p);
