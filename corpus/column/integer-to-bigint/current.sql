create table counters (id integer primary key, n integer not null default 0);
