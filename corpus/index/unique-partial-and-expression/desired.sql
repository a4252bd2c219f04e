create table users (id integer, email text, gone boolean);
create unique index users_email on users (lower(email)) where not gone;
