create sequence s;
create table t1(id int default nextval('s') primary key);
create table t2(id int default nextval('s') primary key);
