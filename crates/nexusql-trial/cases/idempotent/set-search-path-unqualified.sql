-- statement: SET search_path + unqualified
-- as written: fails 42P07
-- pg-idempotent: FAIL run 1
-- confiture: partly rewritten, fails run 2

create schema tsp;
set search_path = tsp, public;
create table t (a integer);
create type mood as enum ('x');
alter table t add constraint positive check (a > 0);
create index on t (a);
alter table t rename column a to z;
