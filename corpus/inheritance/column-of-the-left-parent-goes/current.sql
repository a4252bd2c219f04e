create table b (id integer, x integer);
create table o (x integer, y integer, constraint both_positive check (x + y > 0));
create table k () inherits (b, o);
create index k_y on k (y);
