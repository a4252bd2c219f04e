create table t (id integer, parent integer);
