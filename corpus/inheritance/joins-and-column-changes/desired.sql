create table b (id bigint, a integer);
create table k (id bigint, a integer) inherits (b);
create table l (id bigint, a integer);
