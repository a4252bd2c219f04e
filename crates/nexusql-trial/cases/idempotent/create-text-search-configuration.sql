-- statement: CREATE TEXT SEARCH CONFIGURATION
-- as written: fails 23505
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create text search configuration public.ts (copy = pg_catalog.simple);
