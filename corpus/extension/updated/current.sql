create extension citext version '1.4';
create table people (mail citext);
