create sequence numbers start 1000 minvalue 1000;
create table a(id bigint default nextval('numbers') primary key);
