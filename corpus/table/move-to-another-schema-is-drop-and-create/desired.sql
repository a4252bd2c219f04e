create schema archive;
create table archive.log (id integer);
