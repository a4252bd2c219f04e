-- Two of them, and what stands outside.
create schema app;
begin;
create table app.t (n int);
set local search_path = app;
create index t_n on t (n);
commit;
start transaction isolation level serializable;
insert into app.t values (1);
savepoint s;
insert into app.t values (2);
rollback to s;
commit;
begin;
create view app.v as select n from app.t;
rollback;
create view app.w as select n from app.t;
