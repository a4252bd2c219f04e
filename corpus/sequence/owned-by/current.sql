create table t (id integer);
create sequence numbers;
