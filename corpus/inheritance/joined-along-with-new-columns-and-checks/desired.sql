create table p (a integer, b text, constraint k check (a > 0));
create table c (a integer, b text, constraint k check (a > 0)) inherits (p);
create table o (x bigint, z integer);
create table m (x integer, y integer);
