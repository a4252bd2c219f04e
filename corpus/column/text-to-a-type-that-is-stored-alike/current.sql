create extension citext;
create table t (id int primary key, email text not null, name varchar(20), free text);
create unique index t_email_idx on t (email);
create view v as select email from t;
