-- statement: CREATE TYPE enum
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create type public.mood as enum ('sad', 'it''s ok', 'happy');
