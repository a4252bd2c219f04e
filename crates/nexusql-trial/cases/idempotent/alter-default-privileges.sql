-- statement: ALTER DEFAULT PRIVILEGES
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

alter default privileges in schema public grant select on tables to public;
