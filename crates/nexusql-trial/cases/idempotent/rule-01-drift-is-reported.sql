-- rule: 1
-- on existing: fail

create table t (a integer primary key, b text);
create index on t (b);
create function f(x integer) returns integer language sql as $$ select x $$;
create type mood as enum ('sad');
create domain d as text check (value <> '');
create sequence s increment 2;
create view v as select a from t;
