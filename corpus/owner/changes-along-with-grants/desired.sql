create role keeper;
create table t (a integer);
alter table t owner to keeper;
grant select, update on t to reader;
