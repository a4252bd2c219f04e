create table t (id int primary key, n int);
create publication p for table t (id, n) where (id > 1);
