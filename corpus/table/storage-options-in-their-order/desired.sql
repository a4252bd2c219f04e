create table t (a text, b int) with (toast_tuple_target = 256, fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1);
create table u (a text, b int) with (autovacuum_enabled = true, toast_tuple_target = 300);
create materialized view m with (toast_tuple_target = 256, fillfactor = 50, autovacuum_enabled = false) as select 1 as one;
