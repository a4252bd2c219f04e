create sequence ids;
create sequence shared;
create sequence "T_id_seq";
create table a (id bigint default nextval('ids') primary key);
create table b (id bigint default nextval('shared') primary key);
create table c (id bigint default nextval('shared') primary key, n bigint default nextval('shared'));
create table "T" (id integer default nextval('"T_id_seq"') not null);
