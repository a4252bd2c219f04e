create table users (id integer constraint new_name primary key);
