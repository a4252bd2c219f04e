create extension citext version '1.6';
create table people (mail citext);
comment on extension citext is 'letters without case';
