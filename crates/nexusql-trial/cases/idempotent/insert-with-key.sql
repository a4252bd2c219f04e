-- statement: INSERT (with key)
-- as written: fails 23505
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
insert into public.t values (1, 2, 'x'), (2, 3, 'y');
insert into public.t (id, b) select 3, 'z';
