create table p (a int not null) partition by list (a);
create table p1 partition of p for values in (1);
alter table only p add primary key (a);
