create table t (a text, b int) with (fillfactor = 70);
create table u (a text, b int) with (fillfactor = 70, autovacuum_enabled = false, toast_tuple_target = 300);
create materialized view m with (fillfactor = 50) as select 1 as one;
