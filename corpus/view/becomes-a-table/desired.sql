create table v (a integer);
