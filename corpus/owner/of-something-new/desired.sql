create role keeper;
create schema s;
create table s.t (id integer generated always as identity);
alter table s.t owner to keeper;
create materialized view s.m as select 1 as a;
alter materialized view s.m owner to keeper;
grant select on s.t to reader;
