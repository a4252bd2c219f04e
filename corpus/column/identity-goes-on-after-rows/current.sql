create table t (id integer primary key, v text);
create table down (id bigint primary key);
create table few (id smallint primary key);
create table none (id integer primary key);
