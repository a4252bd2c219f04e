create table t (a int, c text);
create statistics s on a, c from t;
