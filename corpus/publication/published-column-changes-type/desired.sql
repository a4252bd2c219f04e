create table t (id bigint primary key, n bigint);
create publication p for table t (id, n) where (id > 1);
