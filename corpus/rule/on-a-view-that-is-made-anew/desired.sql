create table t (a int, b int);
create table log (a int);
create view v as select a::bigint as a from t;
create rule r as on insert to v do instead insert into t values (new.a);
