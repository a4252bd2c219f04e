create type span as range (subtype = int8);
create table t (r span);
