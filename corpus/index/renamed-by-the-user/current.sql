create table t (a integer, b integer);
create index old on t (a);
create unique index "Odd one" on t (b);
