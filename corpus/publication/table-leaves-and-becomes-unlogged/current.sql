create table t (a integer);
create publication p for table t;
