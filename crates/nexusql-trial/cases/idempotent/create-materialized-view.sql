-- statement: CREATE MATERIALIZED VIEW
-- as written: fails 42P07
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create materialized view public.m as select count(*) as n from public.t;
create unique index m_n on public.m (n);
