-- rule: 17
-- finding: It computes new values from column "n", which it overwrites.

create table t (n integer);
update t set n = n + 1;
