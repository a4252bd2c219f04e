-- rule: 17
-- finding: What belongs to an extension is changed by the extension's own scripts.

create table t (n integer);
alter extension plpgsql add table t;
