-- statement: COPY FROM STDIN
-- as written: fails 23505
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
copy public.t (id, a, b) from stdin;
1	2	x
2	\N	y;z
\.
create table public.n (a integer, j json);
copy public.n from stdin;
1	{}
1	{}
\.
