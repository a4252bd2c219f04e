create table t (id integer);
create sequence numbers owned by t.id;
