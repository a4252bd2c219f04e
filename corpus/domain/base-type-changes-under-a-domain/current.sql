create domain inner_one as int;
create domain d as inner_one check (value > 0);
create table t (id int, v d);
