create table busy (id integer) with (fillfactor = 70, autovacuum_enabled = off);
