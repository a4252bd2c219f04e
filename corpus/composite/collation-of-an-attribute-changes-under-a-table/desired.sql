create type label as (a text collate "POSIX");
create table t (n label);
