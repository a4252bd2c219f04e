create table t (a int not null, b int not null);
create unique index t_pkey on t (a, b);
create table u (a int not null);
create unique index u_a_idx on u (a);
