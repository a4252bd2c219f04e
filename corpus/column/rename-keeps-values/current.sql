create table users (id integer primary key, display_name text not null);
create index users_name on users (lower(display_name));
create view people as select display_name as name from users;
