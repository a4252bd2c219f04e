create table t (id int, x int, constraint t_pkey primary key (id) include (x));
create view v1 as select id, x from t group by id;
create view v2 as select * from v1;
