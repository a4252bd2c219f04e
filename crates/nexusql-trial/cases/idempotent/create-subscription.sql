-- statement: CREATE SUBSCRIPTION
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create subscription sub connection 'dbname=nowhere' publication p with (connect = false, slot_name = none);
