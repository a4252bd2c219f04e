create table t (a int, b int, c text);
create statistics s on (a + 2), (lower(c)) from t;
