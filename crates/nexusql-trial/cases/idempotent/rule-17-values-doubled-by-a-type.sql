-- rule: 17
-- finding: It computes new values from the old ones and leaves the type as it is.

create table t (n integer);
alter table t alter column n type integer using n * 2;
