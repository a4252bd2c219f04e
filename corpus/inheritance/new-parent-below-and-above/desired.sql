create table o (y text not null default 'y', z integer generated always as (1) stored, constraint y_long check (length(y) > 0));
create table k (id integer) inherits (o);
create table g () inherits (k);
create index g_y on g (y);
create view v as select id, y from g;
