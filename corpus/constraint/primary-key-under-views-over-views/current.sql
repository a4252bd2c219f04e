create table t (id int primary key, x int);
create view v1 as select id, x from t group by id;
create view v2 as select * from v1;
