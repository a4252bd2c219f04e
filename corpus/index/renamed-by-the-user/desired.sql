create table t (a integer, b integer);
create index new on t (a);
create unique index "odd.two" on t (b);
