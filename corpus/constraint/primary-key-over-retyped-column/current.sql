create table t (id int primary key, v text);
create table z (r int references t);
create table c (r int references t);
create view vw as select id, v from t group by id;
create view vv as select * from vw;
