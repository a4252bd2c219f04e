create table users (a integer, b integer);
create index users_ab on users (a);
