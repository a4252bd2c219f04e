-- statement: CREATE TABLE (quoted name)
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: ok

create table "My ""odd"" Table" ("Select" integer, "a b" text);
comment on table "My ""odd"" Table" is 'kept';
