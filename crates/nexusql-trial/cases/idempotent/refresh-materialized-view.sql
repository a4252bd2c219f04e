-- statement: REFRESH MATERIALIZED VIEW
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
create materialized view public.m as select count(*) as n from public.t;
refresh materialized view public.m;
