create type point_row as (x integer, y integer);
create table points of point_row (primary key (x));
