-- rule: 17
-- finding: It could not be read; PostgreSQL itself may understand it.

create table t (n integer);
alter table t frobnicate;
