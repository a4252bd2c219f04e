-- statement: INSERT (no key)
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create table public.log (id serial, said text, at timestamptz default now(), weight real);
insert into public.log (said, weight) values ('a', 1.1), ('a', 1.1), ('b', null);
insert into public.log (said, weight) values ('c', 2);
insert into public.log (said, weight) values ('c', 2);
