create table t (id bigint, v text, constraint t_pkey primary key (id) include (v));
create table z (r bigint references t);
create table c (r bigint references t);
create view vw as select id, v from t group by id;
create view vv as select * from vw;
