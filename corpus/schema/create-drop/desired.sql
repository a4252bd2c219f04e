create schema new;
create table new.t (a integer);
