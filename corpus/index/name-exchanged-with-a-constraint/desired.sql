create table t (a int, b int);
create unique index y on t (a);
alter table t add constraint x unique (b);
