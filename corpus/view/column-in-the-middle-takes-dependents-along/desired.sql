create table t (a integer, b integer, c integer);
create view v as select a, b, c from t;
create view w as select c from v;
create materialized view m as select sum(c) as total from w;
create function one() returns setof w language sql stable begin atomic select c from w; end;
grant select on v to reader;
comment on view w is 'kept';
