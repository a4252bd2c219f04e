create table users (id integer not null, name text);
