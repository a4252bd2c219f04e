create sequence job_numbers start with 1000;
create table jobs (id integer not null default nextval('job_numbers'));
