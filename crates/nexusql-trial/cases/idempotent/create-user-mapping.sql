-- statement: CREATE USER MAPPING
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create foreign data wrapper fdw;
create server srv foreign data wrapper fdw;
create user mapping for current_user server srv options (user 'x');
