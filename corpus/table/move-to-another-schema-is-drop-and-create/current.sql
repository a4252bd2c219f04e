create schema archive;
create table log (id integer);
