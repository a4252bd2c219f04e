create schema lib;
create extension hstore schema lib;
create table t (id int primary key, attrs lib.hstore default 'a=>1', note text);
create index t_attrs_idx on t using gin (attrs);
create view v as select id, attrs operator(lib.->) 'a' as a from t;
create function f(lib.hstore) returns lib.hstore language sql immutable as 'select $1';
