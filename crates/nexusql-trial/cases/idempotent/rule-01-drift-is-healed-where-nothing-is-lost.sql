-- rule: 1
-- on existing: replace

create table t (a integer, b integer);
alter table t add constraint positive check (a > 0);
-- script
create index t_i on t (b);
alter table t drop constraint if exists positive;
alter table t add constraint positive check (b > 0);
create view v as select a from t;
