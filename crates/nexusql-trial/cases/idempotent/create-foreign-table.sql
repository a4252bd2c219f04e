-- statement: CREATE FOREIGN TABLE
-- as written: fails 42P07
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create foreign data wrapper fdw;
create server srv foreign data wrapper fdw;
create foreign table public.ft (a integer) server srv options (name 'x');
