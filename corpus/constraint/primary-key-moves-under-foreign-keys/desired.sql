create table t (a int, b int primary key, constraint ua unique (a));
create table z (r int references t (a));
create table c (r int references t (a));
