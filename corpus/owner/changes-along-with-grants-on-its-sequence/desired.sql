create role app_owner;
create role app_writer;
create role app_reader;
create schema app authorization app_owner;
create table app.t (id serial, a integer);
alter table app.t owner to app_writer;
grant all on sequence app.t_id_seq to app_reader;
grant select on app.t to app_owner;
