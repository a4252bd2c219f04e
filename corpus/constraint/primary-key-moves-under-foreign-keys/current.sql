create table t (a int primary key, b int);
create table z (r int references t);
create table c (r int references t);
create materialized view m as select a, b from t group by a;
