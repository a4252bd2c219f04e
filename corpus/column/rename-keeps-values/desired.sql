create table users (id integer primary key, full_name text not null);
create index users_name on users (lower(full_name));
create view people as select full_name as name from users;
