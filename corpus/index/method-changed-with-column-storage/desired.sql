create table t (a text, b int);
alter table t alter a set storage main;
create index t_a on t (a);
