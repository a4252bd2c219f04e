create table users (id integer, email text, gone boolean);
