create table users (id integer, email text, name text);
