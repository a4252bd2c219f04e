create type c as (b text, n date, a int);
create table t (id int primary key, x c, y c default row('d', null, 1));
create view v as select (x).a, x from t;
comment on column c.a is 'the first';
