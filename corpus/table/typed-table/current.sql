create type point_row as (x integer, y integer);
