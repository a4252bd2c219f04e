create collation c (provider = libc, locale = 'C');
create table t (name text collate c primary key, other text);
create index on t (other collate c);
create view v as select name from t;
