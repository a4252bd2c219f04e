create table person (id integer primary key, name text not null);
create view names as select name from person;
