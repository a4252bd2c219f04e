-- statement: ALTER ROLE
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create role reader;
alter role reader set search_path = app;
