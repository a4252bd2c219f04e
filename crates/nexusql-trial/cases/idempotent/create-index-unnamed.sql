-- statement: CREATE INDEX (unnamed)
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: BREAKS run 1 42601

create table public.t (id integer primary key, a integer, b text);
create index on public.t (a);
create index on public.t (a desc);
create index on public.t (lower(b), (a + 1));
