create role keeper;
create role other;
create table t (id serial);
alter table t owner to keeper;
create table u (id serial);
alter table u owner to other;
