-- rule: 6

create table t (a integer);
insert into t (a) values (1), (1);
-- script
delete from t;
create unique index concurrently t_a on t (a);
