create table users (id integer, email text, name text, constraint users_email unique (email) include (name));
