create table users (id integer primary key, email text, name text);
create index users_email on users (email);
