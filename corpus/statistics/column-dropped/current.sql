create table t (a int, b int, c text, d int);
create statistics s on a, b, d from t;
