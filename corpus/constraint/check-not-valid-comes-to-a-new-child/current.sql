create table t (a int);
alter table t add constraint positive check (a > 0) not valid;
