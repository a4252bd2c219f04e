-- statement: CREATE VIEW
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.t (id integer primary key, a integer, b text);
create view public.v as select id from public.t;
grant select on public.v to public;
