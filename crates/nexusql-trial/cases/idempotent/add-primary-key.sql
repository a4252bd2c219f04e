-- statement: ADD PRIMARY KEY
-- as written: fails 42P16
-- pg-idempotent: FAIL run 1
-- confiture: BREAKS run 1 42601

create table public.t (id integer);
alter table public.t add primary key (id);
