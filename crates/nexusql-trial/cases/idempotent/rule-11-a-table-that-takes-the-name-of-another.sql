-- rule: 11

create table t (id serial primary key, v text, gone text);
insert into t (v, gone) values ('a', 'x'), ('b', 'y');
create index t_v on t (v);
create table t_new (id integer primary key, v text, w integer default 1);
insert into t_new (id, v) select id, v from t;
drop table t;
alter table t_new rename to t;
alter table t rename constraint t_new_pkey to t_pkey;
create index t_v on t (v);
create view vv as select * from t;
create table u (id integer primary key, a text, b text);
insert into u values (1, 'a', 'b');
create table u_new (id integer primary key, a text);
insert into u_new select id, a from u;
drop table u;
alter table u_new rename to u;
