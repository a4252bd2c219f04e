create table t (a integer);
grant create on schema public to writer;
