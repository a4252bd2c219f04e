-- rule: 11
-- finding: It takes the name of another one later, and nothing tells whether it has.

create table t (id integer, v text);
create table t_new (id bigint, v text);
insert into t_new select * from t;
drop table t;
alter table t_new rename to t;
