create type point2 as (x integer, y integer);
create type edge as (a point2, b point2);
create domain far as edge check ((value).a is not null);
create table t (id integer primary key, l edge, f far, ls edge[]);
