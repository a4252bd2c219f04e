create table t (a int, b int, c int);
create index i2 on t (a);
create index i3 on t (b);
create index i1 on t (c);
create index j2 on t (a, b);
create index j3 on t (b, a);
comment on index i2 is 'on a';
comment on index i3 is 'on b';
