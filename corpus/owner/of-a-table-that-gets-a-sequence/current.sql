create role keeper;
create role other;
create sequence free;
alter sequence free owner to other;
create table t (a integer);
alter table t owner to keeper;
create table moves (a integer);
create table u (a integer, b integer default nextval('free'));
