-- statement: CREATE RULE
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create rule quiet as on delete to public.t do instead nothing;
