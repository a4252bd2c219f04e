create domain d as int;
create domain e as d;
create table t (v d[], w e);
