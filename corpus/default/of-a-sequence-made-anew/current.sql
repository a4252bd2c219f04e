create table jobs (id integer not null);
