create table busy (id integer, note text) with (fillfactor = 90);
