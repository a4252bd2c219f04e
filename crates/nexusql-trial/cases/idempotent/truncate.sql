-- statement: TRUNCATE
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
insert into public.t values (1, 2, 'x');
truncate public.t;
