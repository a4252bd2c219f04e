create collation c (provider = libc, locale = 'POSIX');
create table t (name text collate c primary key, other text);
create index on t (other collate c);
create view v as select name from t;
