create domain d as int;
create table t (id int, v d);
