create type state as enum ('new', 'legacy', 'done');
create table t (id integer primary key, s state not null default 'new');
create index t_open on t (id) where s = 'new';
create view v as select id from t where s = 'done';
create function done(s state) returns boolean language sql immutable as $$ select s = 'done' $$;
