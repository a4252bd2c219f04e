create table b (id integer, x text);
create table o (id integer, y text);
create table k () inherits (b, o);
create table i () inherits (b, o);
create index i_y on i (y);
alter table i add constraint y_long check (length(y) > 1);
