create table t (a bigint, b int, c text);
create statistics s on a, b from t;
alter statistics s set statistics 100;
