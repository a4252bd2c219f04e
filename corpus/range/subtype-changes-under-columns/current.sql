create type span as range (subtype = int4);
create table t (r span);
