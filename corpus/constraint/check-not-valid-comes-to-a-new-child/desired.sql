create table t (a int);
create table child () inherits (t);
alter table t add constraint positive check (a > 0) not valid;
