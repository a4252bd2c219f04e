\set ON_ERROR_STOP on
\i other.sql
create table t (id int);
\copy t from 'rows.csv'
create table 
