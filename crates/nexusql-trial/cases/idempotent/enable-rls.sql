-- statement: ENABLE RLS
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
alter table public.t enable row level security;
alter table public.t force row level security;
