create table t (a text, b int);
create index t_a on t using hash (a);
