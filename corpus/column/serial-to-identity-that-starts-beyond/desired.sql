create table a(id int generated always as identity (start 1000 minvalue 1000) primary key);
