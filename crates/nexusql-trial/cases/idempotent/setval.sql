-- statement: setval()
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create sequence public.s;
select pg_catalog.setval('public.s', 10, false);
select setval('public.s', 20);
