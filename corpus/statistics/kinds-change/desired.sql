create table t (a int, b int, c text);
create statistics s (mcv, dependencies) on a, b from t;
