-- statement: REVOKE
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
grant select on public.t to public;
revoke select on public.t from public;
