-- rule: 11

create table t (id integer primary key, n integer);
create materialized view m as select * from t;
create unique index m_id on m (id);
alter materialized view m rename to m2;
alter materialized view m2 rename column n to nn;
create view v as select id, n from t;
comment on column v.n is 'n';
alter view v rename n to nn;
alter view v rename to w;
alter view w alter column nn set default 3;
