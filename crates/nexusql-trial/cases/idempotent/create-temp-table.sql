-- statement: CREATE TEMP TABLE
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create temp table w (a integer);
insert into w values (1);
