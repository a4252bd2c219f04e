create sequence counter;
create table t (id int default nextval('counter'), note text);
