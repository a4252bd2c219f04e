create table b (id integer, x text);
create table o (id integer, y text);
create table k () inherits (b);
create table i () inherits (b);
