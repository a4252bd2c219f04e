create table t (a integer not null) partition by range (a);
create table t1 partition of t for values from (1) to (10);
create table t2 partition of t for values from (10) to (20);
alter table t add constraint k check (a > 0) not valid;
alter table t add constraint l check (a > 1) not valid;
