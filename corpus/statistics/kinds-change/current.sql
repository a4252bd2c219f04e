create table t (a int, b int, c text);
create statistics s (mcv) on a, b from t;
