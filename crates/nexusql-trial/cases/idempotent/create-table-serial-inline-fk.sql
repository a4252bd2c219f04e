-- statement: CREATE TABLE (serial + inline FK)
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.p (id serial primary key);
create table public.c (id bigserial primary key, p_id integer references public.p (id) on delete cascade);
