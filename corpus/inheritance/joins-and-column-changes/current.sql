create table b (id integer, a integer);
create table k (id integer, a text);
create table l (id integer, a integer) inherits (b);
