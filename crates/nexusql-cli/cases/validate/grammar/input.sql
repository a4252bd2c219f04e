create table a (id int);
creat table b (id int);
create table c (id int,);
-- naïve: the column counts characters
create table "é" (id int check (id > ));
create index on a (id) where;
