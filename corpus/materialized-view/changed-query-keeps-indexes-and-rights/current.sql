create table t (a integer, b integer);
create materialized view m as select a, sum(b) as total from t group by a;
create unique index m_a on m (a);
grant select on m to reader;
