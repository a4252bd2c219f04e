create table b (id integer, x integer);
create table o (y integer);
create table k () inherits (b);
