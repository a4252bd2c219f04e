create type label as (a text collate "C");
create table t (n label);
