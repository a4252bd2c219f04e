-- statement: psql meta-commands
-- as written: fails 42P07
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

\set ON_ERROR_STOP on
\set who reader
\echo begin
create role :"who";
create table public.t (a integer); -- for :who
select count(*) as n from public.t \gset
\if :n
\else
insert into public.t (a) values (:n);
\endif
