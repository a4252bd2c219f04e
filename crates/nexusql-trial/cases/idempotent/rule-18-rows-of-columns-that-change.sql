-- rule: 18

create table t (id integer primary key, old text);
insert into t values (1, 'a'), (2, 'b');
alter table t add new integer;
update t set new = length(old);
alter table t drop old;
alter table t rename new to newer;
insert into t values (3, 4);
create table u (id integer primary key);
insert into u select id from t;
drop table t;
alter table u add t integer, add f integer;
alter table u rename f to g;
drop table if exists f;
