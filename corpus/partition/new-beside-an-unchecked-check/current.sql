create table t (a integer not null) partition by range (a);
alter table t add constraint k check (a > 0) not valid;
