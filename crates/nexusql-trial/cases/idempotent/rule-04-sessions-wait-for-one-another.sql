-- lock: yes

create table public.t (id integer primary key, a integer);
create or replace function public.f() returns integer language sql as 'select 1';
insert into public.t values (1, 2);
-- The last statement has no semicolon.
create view public.v as select a from public.t
