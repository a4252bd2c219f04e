\set ON_ERROR_STOP on
\set size 3
create table t (n int);
insert into t values (:size);
select 'create table g' || i || ' (n int)' from generate_series(1, 2) i \gexec
\if true
create table yes (n int);
\else
create table no (n int);
\endif
create index on g1 (n);
\echo done
