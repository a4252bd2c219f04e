create foreign data wrapper w;
create server s foreign data wrapper w;
create type e as enum ('a', 'b');
create foreign table c (a integer, b text, d e) server s;
