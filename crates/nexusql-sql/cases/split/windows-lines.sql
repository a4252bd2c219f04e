create table a ();
-- b
create table b (); -- c
copy a from stdin;
1;
\.
select 1;
