create type place as (n bigint, street varchar(10));
create table t (id integer primary key, p place default row(1, 'Side'), q place[], check ((p).n > 0));
create index on t (((p).n));
create view v as select (p).n, q from t;
create materialized view m as select p from t;
create function f(place) returns integer language sql as 'select ($1).n';
comment on type place is 'where';
