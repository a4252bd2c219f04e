create table busy (id integer);
