create schema s;
create sequence s.q;
create view s.v as select 1 as a;
create materialized view s.m as select 1 as a;
create function s.f() returns integer language sql as $$ select 1 $$;
create procedure s.p() language sql as $$ select 1 $$;
create type s.e as enum ('a');
create domain s.d as integer;
