\restrict abc
\set ON_ERROR_STOP on
\connect "my db" -
-- a note
\i file.sql
\echo 'it''s \\ one; string' two \\ select 1;
\if :x \echo "yes" \endif
select 'create table ' || :'name' \gexec
select 1 as a, 2 \; select 3 \gset p_
select :"col" from t where a = \:b;
\! echo \ a
\o | cat \ 
  \unrestrict abc
