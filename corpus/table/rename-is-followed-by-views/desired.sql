create table human (id integer primary key, name text not null);
alter table human rename constraint human_pkey to person_pkey;
create view names as select name from human;
