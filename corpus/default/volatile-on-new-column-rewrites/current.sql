create table jobs (id integer);
