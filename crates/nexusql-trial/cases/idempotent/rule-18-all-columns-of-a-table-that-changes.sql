-- rule: 18

create table t (id integer primary key, a text);
create table u (id integer primary key, a text);
insert into t values (1, 'x'), (2, 'y');
insert into u select * from t;
create view v as select * from t;
create view w as select u.*, t.id as other from t join u on t.a = u.a;
create function f() returns setof t language sql begin atomic select * from t; end;
create materialized view m as select * from u;
create table c as select * from u;
alter table t add column b integer default 4;
alter table u rename column a to z;
alter table u add column n integer;
alter table u rename column n to m;
create or replace view v as select * from t;
