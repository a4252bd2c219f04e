create table t (a int, b int, c int);
create index i1 on t (a);
create index i2 on t (b);
create index i3 on t (c);
create index j1 on t (a, b);
create index j2 on t (b, a);
comment on index i1 is 'on a';
comment on index i2 is 'on b';
