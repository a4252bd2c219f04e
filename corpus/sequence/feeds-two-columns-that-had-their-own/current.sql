create sequence i1;
create sequence i2;
create table t1(id int default nextval('i1') primary key);
create table t2(id int default nextval('i2') primary key);
