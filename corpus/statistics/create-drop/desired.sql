create table t (a int, b int, c text);
create statistics s on a, b from t;
create statistics "S 2" (ndistinct, mcv) on a, c from t;
alter statistics s set statistics 200;
comment on statistics s is 'both';
