create type c as (a int, b text);
create table t (id int primary key, x c, y c default row(1, 'd'));
create view v as select (x).a, x from t;
comment on column c.a is 'the first';
