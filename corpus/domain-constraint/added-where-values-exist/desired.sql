create domain d as int constraint pos check (value > 0);
create table t (id int, v d);
