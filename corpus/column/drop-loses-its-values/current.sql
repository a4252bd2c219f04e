create table users (id integer primary key, fax text, name text);
create index users_fax on users (fax);
