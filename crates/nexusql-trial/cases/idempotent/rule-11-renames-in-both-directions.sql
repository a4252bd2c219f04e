-- rule: 11

create table a (id integer primary key, x text);
insert into a values (1, 'one');
alter table a rename to a_old;
create table a (id integer primary key, y text);
insert into a values (1, 'two');
alter table a rename column y to z;
alter table a_old rename column x to w;
create index a_w on a_old (w);
alter index a_w rename to a_old_w;
create sequence s;
alter sequence s rename to s2;
create view v as select 1 as n;
alter view v rename to v2;
create type t as enum ('x');
alter type t rename to t2;
create domain d as text;
alter domain d rename to d2;
create schema s1;
alter schema s1 rename to s3;
