-- statement: RENAME TABLE
-- as written: fails 42P01
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create index t_a on public.t (a);
alter table public.t rename to t_new;
insert into public.t_new values (1, 2, 'x');
