create table users (id integer constraint old_name primary key);
