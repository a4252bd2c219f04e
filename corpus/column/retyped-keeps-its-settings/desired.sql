create table t (a varchar, b varchar(20), c jsonb);
alter table t alter a set storage external, alter b set compression pglz, alter b set statistics 7;
