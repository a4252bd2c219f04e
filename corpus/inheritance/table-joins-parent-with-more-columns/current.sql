create table b (id integer, x text);
create table k (id integer);
