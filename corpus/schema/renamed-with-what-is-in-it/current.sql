create schema old;
create table old.t (a integer primary key, b text);
create sequence old.s;
create table public.moving (a integer);
