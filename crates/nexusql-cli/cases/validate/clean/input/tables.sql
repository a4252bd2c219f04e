create view app.adults as select id from app.people where age >= 18;
create table app.people (id int primary key, age int not null);
create schema app;
create function app.n() returns bigint language sql as $$ select count(*) from app.people $$;
