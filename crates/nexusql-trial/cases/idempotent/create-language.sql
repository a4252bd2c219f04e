-- statement: CREATE LANGUAGE
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten

create language pl_again handler plpgsql_call_handler inline plpgsql_inline_handler;
