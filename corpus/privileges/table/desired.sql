create table t (a integer, b integer);
grant select on t to reader;
grant all on t to writer with grant option;
grant select on t to public;
