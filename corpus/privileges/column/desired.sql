create table t (a integer, b integer);
grant select (b), update (a, b) on t to reader;
