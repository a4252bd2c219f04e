create table b (id integer constraint positive check (id > 0), x integer default 1 constraint small check (x < 9), y integer check (y > 1));
create table o (x integer default 1);
create table k (id integer constraint positive check (id > 0)) inherits (b, o);
create table c (constraint small check (x < 9)) inherits (b);
