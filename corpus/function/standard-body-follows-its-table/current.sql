create table t (a integer);
create function f() returns integer language sql begin atomic select max(a) from t; end;
