-- statement: ALTER DATABASE SET
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create database elsewhere;
alter database elsewhere set work_mem = '8MB';
