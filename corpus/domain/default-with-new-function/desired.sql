create function one() returns int language sql as 'select 1';
create domain d as int default one();
create table t (id int, v d);
