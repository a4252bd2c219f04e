-- rule: 17
-- disproven: line 3: the second run changes something

create table t (id integer primary key, a text);
insert into t values (1, 'a');
insert into t select id + 1, a from t;
drop view if exists v;
create view v as select * from t;
