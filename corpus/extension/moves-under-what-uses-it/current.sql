create schema lib;
create extension hstore;
create table t (id int primary key, attrs hstore default 'a=>1');
create index t_attrs_idx on t using gin (attrs);
create view v as select id, attrs -> 'a' as a from t;
create function f(hstore) returns hstore language sql immutable as 'select $1';
