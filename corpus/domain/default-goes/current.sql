create domain d as int default 1;
create table t (id int, v d);
