create table t (id integer primary key, v text);
create sequence ids;
create table a (id bigint default nextval('ids') primary key);
create table plain (n integer not null, v text);
