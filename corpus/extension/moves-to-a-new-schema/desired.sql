create schema lib;
create extension citext schema lib;
create table t (id int primary key, email lib.citext, name lib.citext);
