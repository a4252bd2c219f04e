create table t (a int, b text, c int, constraint u unique (a) deferrable initially deferred, constraint t_c_b_key unique (c, b));
create unique index of_two on t (b, c) include (a) where c is null or c is not null;
create table r (t int);
