create table note (id int);
