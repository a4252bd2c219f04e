-- statement: CREATE TABLE
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table public.t (id integer primary key, a text not null default 'x', check (a <> ''));
