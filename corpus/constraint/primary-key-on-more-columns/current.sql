create table t (a int not null, b int not null, constraint t_pkey primary key (a), constraint t_u unique (b));
create table c (id int primary key, b int constraint c_b references t (b));
create view v as select t.a, t.b, count(*) as n from t join c on c.b = t.b group by t.a;
