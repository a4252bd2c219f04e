create schema s;
create table s.t (a integer);
create view s.v as select a from s.t;
alter default privileges in schema s grant select on tables to reader;
