-- statement: ADD EXCLUDE
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (during int4range);
alter table public.t add constraint apart exclude using gist (during with &&);
alter table public.t add exclude using gist (during with -|-);
