-- rule: 5

create table p (id integer, y integer) partition by range (y);
create table p1 partition of p for values from (1) to (9);
create index concurrently p1_y on p1 (y);
vacuum p1;
create database other_one;
alter table p detach partition p1 concurrently;
drop index concurrently p1_y;
drop database other_one;
