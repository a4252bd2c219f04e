create domain d as integer constraint old check (value > 0);
create type c as (x d);
create table t (v d, w c);
create sequence s;
create view v as select v from t;
