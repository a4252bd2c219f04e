create table t (a int, b int, constraint u1 unique (a), constraint u2 unique (b));
create table r (a int references t (a));
