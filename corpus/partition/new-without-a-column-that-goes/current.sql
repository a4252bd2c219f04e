create table t (a integer not null, gone integer) partition by range (a);
alter table t add check (gone > 0);
alter table t add constraint k check (a > 0);
