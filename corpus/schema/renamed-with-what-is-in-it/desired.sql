create schema new;
create table new.u (a integer primary key, c text);
alter table new.u rename constraint u_pkey to t_pkey;
create sequence new.s;
create schema other;
create table other.moving (a integer);
