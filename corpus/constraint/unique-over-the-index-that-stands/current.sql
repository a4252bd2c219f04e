create table t (a int, b text, c int);
create unique index u on t (a);
create unique index of_two on t (b, c) include (a) where c is null or c is not null;
create unique index other_name on t (c, b);
create table r (t int references t (a));
