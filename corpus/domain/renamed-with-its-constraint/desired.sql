create domain e as integer constraint new check (value > 0);
create type k as (y e);
create table t (v e, w k);
create sequence r;
create view z as select v from t;
