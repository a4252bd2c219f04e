create table busy (id integer, note text) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
