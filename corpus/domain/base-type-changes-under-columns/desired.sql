create domain d as bigint check (value > 0);
create table t (id int, v d default 7);
create view w as select v from t;
create index on t (v);
