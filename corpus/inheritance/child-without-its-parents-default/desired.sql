create table p (a integer default 1, b integer);
create table c (b integer default 2) inherits (p);
alter table c alter column a drop default;
create table d () inherits (p);
alter table d alter column a set default 5;
create table e (a integer) inherits (p);
alter table e alter column a drop default;
