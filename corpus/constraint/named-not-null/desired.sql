create table users (id integer, name text constraint name_is_there not null);
