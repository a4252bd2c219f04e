-- rule: 17
-- finding: Each run adds a row of nothing but defaults, which no key tells apart.

create table t (id serial);
insert into t default values;
