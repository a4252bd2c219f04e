create table texts (id integer);
