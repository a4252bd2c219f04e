create table t (a int, b int);
create unique index x on t (a);
alter table t add constraint y unique (b);
