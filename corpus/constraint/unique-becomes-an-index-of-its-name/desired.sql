create table t (a int primary key, b int);
create unique index u on t (b);
create table r (b int references t (b));
create view v as select a, count(*) from t group by a;
