create type k as range (subtype = integer);
create table t (x k);
