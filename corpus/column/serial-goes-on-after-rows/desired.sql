create table t (id serial primary key, v text);
create sequence numbers increment 10;
create table a (id bigint default nextval('numbers') primary key);
create sequence counter;
create table plain (n integer default nextval('counter') not null, v text);
