create table i (a integer);
create table j () inherits (i);
