create schema s;
create table public.t (a integer generated always as identity, b text) partition by range (a);
create index same on public.t (b);
create table public.t1 partition of public.t for values from (0) to (1000);
create table s.t (a integer generated always as identity, b text) partition by range (a);
create index same on s.t (b);
create table s.t1 partition of s.t for values from (0) to (1000);
