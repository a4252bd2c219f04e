create extension citext;
create table t (id int primary key, email citext not null, name citext, free citext);
create unique index t_email_idx on t (email);
create view v as select email from t;
