create table t (a integer, b integer);
grant select, insert on t to reader;
