-- statement: GRANT role
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create role reader;
create role writer;
grant reader to writer;
