create table t (a text, b varchar(10), c text);
alter table t alter a set storage external, alter b set compression pglz, alter b set statistics 7, alter c set storage main;
