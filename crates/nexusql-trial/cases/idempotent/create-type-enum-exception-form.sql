-- statement: CREATE TYPE enum (exception form)
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

do $$ begin create type public.mood as enum ('sad'); exception when duplicate_object then null; end $$;
