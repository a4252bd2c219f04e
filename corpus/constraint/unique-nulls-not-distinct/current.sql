create table users (id integer primary key, email text, constraint one_email unique (email));
