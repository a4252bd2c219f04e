create domain d as int;
create table t (v d[]);
