create sequence ids;
create table a(id bigint default nextval('ids') primary key);
