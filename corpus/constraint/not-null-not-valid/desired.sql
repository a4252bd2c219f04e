create table users (id integer, name text);
alter table users add constraint name_is_there not null name not valid;
