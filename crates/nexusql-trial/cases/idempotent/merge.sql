-- statement: MERGE
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)
-- since: 15

create table public.t (id integer primary key, a integer, b text);
create table public.src (id integer, b text);
insert into public.src (id, b) values (1, 'x');
merge into public.t using public.src s on t.id = s.id when matched then update set b = s.b when not matched then insert (id, b) values (s.id, s.b);
