create schema s;
create table public.t (a integer generated always as identity, b text);
create index same on public.t (b);
create table s.t (a integer generated always as identity, b text);
create index same on s.t (b);
