create table t (a int, b int);
create table log (a int);
