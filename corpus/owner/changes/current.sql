create schema s;
create table s.t (id serial);
create view s.v as select id from s.t;
create function s.f() returns integer language sql as $$ select 1 $$;
create type s.e as enum ('a');
create sequence s.q;
create role keeper;
