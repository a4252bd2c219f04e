create foreign data wrapper w;
create server s foreign data wrapper w;
create type e as enum ('b', 'a');
create foreign table c (a text, b integer, d e) server s;
