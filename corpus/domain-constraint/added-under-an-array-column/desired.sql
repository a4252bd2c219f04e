create domain d as int check (value > 0);
create domain e as d;
create table t (v d[], w e);
