create table p (a integer default 1, b integer);
