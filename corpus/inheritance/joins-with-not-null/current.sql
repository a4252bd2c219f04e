create table b (id integer not null, a integer);
create table k (id integer, a integer);
