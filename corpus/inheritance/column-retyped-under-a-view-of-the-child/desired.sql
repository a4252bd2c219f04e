create table t (a bigint);
create table c () inherits (t);
create table g () inherits (c);
create view v as select a from c;
create materialized view m as select a from g;
